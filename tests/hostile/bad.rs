//! What can stand in the place of a file. Proves nothing itself.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

/// What is put there instead of what was.
pub(crate) enum Bad {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What was there, with these bytes before and after it.
    Around(Vec<u8>, Vec<u8>),
    /// A file with a hole: this many bytes that take no room.
    Sparse(u64),
    /// Something that is no plain file.
    Thing(fn(&Path)),
}

/// Every one, with a name.
pub(crate) fn all() -> Vec<(&'static str, Bad)> {
    let mut all = texts();
    all.extend(deep());
    all.extend(large());
    all.extend(beside());
    all.extend(things());
    all
}

/// Whether the place may go on as if nothing were wrong: none of these may.
fn texts() -> Vec<(&'static str, Bad)> {
    let text = |t: &str| Bad::Bytes(t.as_bytes().to_vec());
    let bombs: String = (1..10)
        .map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(",")))
        .collect();
    let twice = "id: kay\nid: lou\nname: a\nname: b\nformat = 1\nformat = 2\n";
    vec![
        ("empty", text("")),
        ("a blank line", text("\n")),
        ("NULs alone", Bad::Bytes(vec![0; 512])),
        ("not UTF-8", Bad::Bytes(b"id: \xff\xfe\xc3\x28\nlog:\n- {\"id\": \"\x80\"}\n".to_vec())),
        (
            "random bytes",
            Bad::Bytes(
                (0..4096_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect(),
            ),
        ),
        ("a mark of byte order alone", text("\u{feff}")),
        ("names within names", Bad::Bytes(format!("a0: &a0 x\n{bombs}").into_bytes())),
        ("keys twice", text(twice)),
        (
            "half a surrogate",
            text(
                "- {\"id\": \"a-\\ud800\", \"after\": [], \"at\": \"\\udfff\"}\n\"\\ud83d\" = 1\n",
            ),
        ),
        ("type tags", text("!!python/object/apply:os.system [\"true\"]\n")),
        ("two documents", text("---\nid: kay\n---\nid: lou\n")),
        ("tabs", text("id:\tkay\n\tlog:\n\t- x\n")),
        (
            "escape sequences",
            text("id: \u{1b}[2J\u{1b}]8;;http://example.org\u{7}x\nname = \"\\u001b[2J\\u202e\"\n"),
        ),
        ("hidden controls", text("id: \"\\e[2J\\u202e\"\nname: \"\\x1b]0;x\\a\"\n")),
        ("turned text", text("\u{202e}yak :di\n\u{2066}x\u{2069} = \u{200b}1\n")),
        (
            "a number out of all bounds",
            text("format = 999999999999999999999999\nid: 1e999999999\n"),
        ),
        (
            "a language of its own",
            text("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        ),
    ]
}

fn deep() -> Vec<(&'static str, Bad)> {
    let many = |what: &str, n: usize| what.repeat(n).into_bytes();
    let event = |inside: &str| {
        format!("id: 2024-11-26-kay-1a\nlog:\n- {{\"id\": \"a-7f3q2m\", \"after\": {inside}, \"check\": \"0123456789abcdef\"}}\n").into_bytes()
    };
    let steps: String = (0..3000).map(|n| format!("{}a:\n", " ".repeat(n % 300))).collect();
    let tables: String = (0..3000).map(|n| format!("[{}x{n}]\n", "a.".repeat(80))).collect();
    vec![
        ("brackets", Bad::Bytes(many("[", 200_000))),
        ("braces", Bad::Bytes(many("{\"a\":", 40_000))),
        ("braces and quotes", Bad::Bytes(many("{\"]}\":[", 30_000))),
        ("brackets that close in quotes", Bad::Bytes(many("\"]\" [", 30_000))),
        ("dashes", Bad::Bytes(many("- ", 30_000))),
        ("questions", Bad::Bytes(many("? ", 30_000))),
        ("steps", Bad::Bytes(steps.into_bytes())),
        ("an event of brackets", Bad::Bytes(event(&"[".repeat(200_000)))),
        ("an event of braces", Bad::Bytes(event(&"{\"a\": ".repeat(40_000)))),
        ("TOML of brackets", Bad::Bytes([b"a = ".to_vec(), many("[", 60_000)].concat())),
        ("TOML of braces", Bad::Bytes([b"a = ".to_vec(), many("{a=", 20_000)].concat())),
        ("TOML of dots", Bad::Bytes([many("a.", 30_000), b"a = 1\n".to_vec()].concat())),
        ("TOML of tables", Bad::Bytes(tables.into_bytes())),
        (
            "JSON of brackets",
            Bad::Bytes([b"{\"seen-open\": ".to_vec(), many("[", 200_000)].concat()),
        ),
    ]
}

fn large() -> Vec<(&'static str, Bad)> {
    let scalar = |before: &str| {
        let mut text = before.as_bytes().to_vec();
        text.resize(20 << 20, b'x');
        Bad::Bytes(text)
    };
    vec![
        ("8 GB that take no room", Bad::Sparse(8 << 30)),
        ("a text of 20 MB", scalar("id: ")),
        ("items without end", Bad::Bytes("- a\n".repeat(300_000).into_bytes())),
        ("sixty thousand bytes of items", Bad::Bytes("- a\n".repeat(15_000).into_bytes())),
        ("a megabyte of lines", Bad::Bytes("a = 1\n".repeat(170_000).into_bytes())),
        ("a key of 60 KB", Bad::Bytes([vec![b'k'; 60_000], b": 1\n".to_vec()].concat())),
        ("quotes without end", Bad::Bytes(vec![b'"'; 60_000])),
        ("colons", Bad::Bytes(": ".repeat(30_000).into_bytes())),
        ("ampersands", Bad::Bytes("&a ".repeat(20_000).into_bytes())),
    ]
}

/// What was there, and something wrong beside it.
fn beside() -> Vec<(&'static str, Bad)> {
    let after = |bytes: &[u8]| Bad::Around(Vec::new(), bytes.to_vec());
    vec![
        ("a conflict", Bad::Around(b"<<<<<<< HEAD\n".to_vec(), b"=======\n>>>>>>> theirs\n".to_vec())),
        ("NULs at the end", after(&[0; 64])),
        ("rubbish at the end", after(b"\xff\xfe rubbish\n")),
        ("a torn end", after(b"- {\"id\": \"a-7f3q2m\", \"after\": [\"a-")),
        (
            "an event of a newer hv",
            after(b"- {\"v\": 2, \"id\": \"a-7f3q2m\", \"after\": [], \"did\": \"teleport\", \"check\": \"0123456789abcdef\"}\n"),
        ),
        ("a tail of brackets", after(&[b'['; 60_000])),
        ("the end again without its start", after(b"}]}}\"check\": \"x\"}\n")),
    ]
}

fn things() -> Vec<(&'static str, Bad)> {
    let made = |what: fn(&Path)| Bad::Thing(what);
    let mut all = vec![
        ("a folder", made(|p| fs::create_dir(p).unwrap())),
        ("a pipe", made(|p| assert!(Command::new("mkfifo").arg(p).status().unwrap().success()))),
        ("a socket", made(socket)),
        ("a link to itself", made(|p| symlink(p.file_name().unwrap(), p).unwrap())),
        ("a link to /dev/zero", made(|p| symlink("/dev/zero", p).unwrap())),
        ("a link to nothing", made(|p| symlink("/nowhere/at/all", p).unwrap())),
        ("a link out of the folder", made(|p| symlink("/etc/passwd", p).unwrap())),
    ];
    if makes_devices() {
        all.push(("a device", made(|p| assert!(device(p)))));
    }
    all
}

/// A socket's path may have no more than about a hundred bytes: it is made in a short place and moved.
fn socket(path: &Path) {
    let short = tempfile::tempdir().unwrap();
    let made = short.path().join("s");
    drop(UnixListener::bind(&made).unwrap());
    assert!(Command::new("mv").arg(&made).arg(path).status().unwrap().success());
}

/// `/dev/zero` under another name.
fn device(path: &Path) -> bool {
    let made = Command::new("mknod").arg(path).args(["c", "1", "5"]).output();
    made.is_ok_and(|output| output.status.success())
}

/// Only root may, and not in every container. A link to a device stands for it elsewhere.
fn makes_devices() -> bool {
    let place = tempfile::tempdir().unwrap();
    device(&place.path().join("zero"))
}

impl Bad {
    /// Puts it there.
    pub(crate) fn put(&self, path: &Path) {
        let was = fs::read(path).unwrap_or_default();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if path.symlink_metadata().is_ok() {
            fs::remove_file(path).unwrap();
        }
        match self {
            Bad::Bytes(bytes) => fs::write(path, bytes).unwrap(),
            Bad::Around(before, after) => {
                fs::write(path, [before.as_slice(), &was, after].concat()).unwrap();
            }
            Bad::Sparse(bytes) => fs::File::create(path).unwrap().set_len(*bytes).unwrap(),
            Bad::Thing(make) => make(path),
        }
    }
}
