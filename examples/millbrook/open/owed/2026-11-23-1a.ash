{"record": "ash/2026-11-23-1a", "what": "the visit written up", "check": "f097ed114001a5e5"}
