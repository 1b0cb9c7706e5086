//! How each contradiction inside a document, and each difference between two, is settled.
