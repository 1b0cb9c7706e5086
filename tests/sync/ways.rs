//! Real ways to meet: over ssh, to a real server on this machine with keys of the test's own; and repositories whose ids
//! are the longer ones of git's.

use crate::place::Place;
use crate::run::run;
use crate::school::School;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// An ssh server that lets in whoever runs this test, with one key.
struct Server {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended = self.child.wait();
    }
}

const SSHD: &str = "/usr/sbin/sshd";

impl Server {
    /// `Err`: why it cannot be had here.
    fn started(folder: &Path) -> Result<Server, String> {
        if !Path::new(SSHD).exists() {
            return Err(format!("there is no {SSHD}: apt-get install openssh-server"));
        }
        // It wants this folder when it is started by root, and the system makes it only with its own service.
        if std::fs::create_dir_all("/run/sshd").is_err() && !Path::new("/run/sshd").exists() {
            return Err("/run/sshd cannot be made".to_owned());
        }
        std::fs::create_dir(folder).unwrap();
        for name in ["host", "ours", "stranger"] {
            let key = folder.join(name);
            let made = ["-q", "-t", "ed25519", "-N", "", "-f"];
            run(Command::new("ssh-keygen").args(made).arg(key)).ends(0);
        }
        std::fs::copy(folder.join("ours.pub"), folder.join("let-in")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let shown = folder.display();
        let host = std::fs::read_to_string(folder.join("host.pub")).unwrap();
        std::fs::write(folder.join("known"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {shown}/host\nAuthorizedKeysFile {shown}/let-in\n\
             PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n"
        );
        std::fs::write(folder.join("settings"), settings).unwrap();
        let mut sshd = Command::new(SSHD);
        sshd.args(["-D", "-e", "-f"]).arg(folder.join("settings"));
        let child = sshd.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Server { child, port, folder: folder.to_owned() };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Ok(Some(ended)) = server.child.try_wait() {
                return Err(format!("{SSHD} ended at once: {ended}"));
            }
            std::thread::yield_now();
        }
        Ok(server)
    }

    /// This machine meets the others there, with this key, and knows the server or does not.
    fn met_by(&self, place: &Place, bare: &Path, key: &str, known: &str) {
        let folder = self.folder.display();
        let ssh = format!(
            "ssh -F none -i {folder}/{key} -o IdentitiesOnly=yes -o UserKnownHostsFile={folder}/{known} \
             -o GlobalKnownHostsFile=none -o StrictHostKeyChecking=yes"
        );
        let settings = format!("[core]\n\tsshCommand = {ssh}\n");
        std::fs::write(place.around().join(".gitconfig"), settings).unwrap();
        let user = run(Command::new("id").arg("-un")).ends(0).out;
        let (user, port) = (user.trim(), self.port);
        place.meets_at(&format!("ssh://{user}@127.0.0.1:{port}{}", bare.display()), "");
    }
}

/// Not by eprintln, which the test runner keeps to itself where the test passes. `.ci/run` installs the server.
fn not_tried(why: &str) {
    let line = format!("NOT TRIED: sync over a real ssh: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
    assert!(std::env::var_os("CI").is_none(), "no ssh server: {why}");
}

#[test]
fn two_machines_meet_over_ssh_and_a_refused_key_an_unknown_server_and_a_dead_one_are_told_apart() {
    let school = School::new();
    let server = match Server::started(&school.bare().with_file_name("ssh")) {
        Ok(server) => server,
        Err(why) => return not_tried(&why),
    };
    let (a, b) = (&school.first, &school.another());
    server.met_by(a, &school.bare(), "ours", "known");
    server.met_by(b, &school.bare(), "ours", "known");
    a.calls("kay", "10:10", "over ssh");
    a.sync().ends(0);
    b.calls("kay", "10:11", "back over ssh");
    b.sync().ends(0);
    a.sync().ends(0);
    assert_eq!(a.events(), b.events());
    assert!(a.read(crate::OUTING).contains("back over ssh"));
    server.met_by(a, &school.bare(), "stranger", "known");
    a.sync().ends(3).says("does not let this machine in").says("Recording and the alarm go on");
    server.met_by(a, &school.bare(), "ours", "unknown");
    a.sync().ends(3).says("does not know the remote's key");
    server.met_by(a, &school.bare().with_file_name("none.git"), "ours", "known");
    a.sync().ends(3).says("the remote is not there");
    server.met_by(a, &school.bare(), "ours", "known");
    drop(server);
    a.sync().ends(3).says("cannot be reached");
}

#[test]
fn repositories_with_the_longer_ids_meet_as_well() {
    let a = Place::out();
    let bare = a.around().join("bare.git");
    std::fs::remove_dir_all(a.path(".git")).unwrap();
    let long = ["init", "--quiet", "--object-format=sha256", "-b", "main"];
    a.git(&long).ends(0);
    run(a.program("git").args(long).arg("--bare").arg(&bare)).ends(0);
    a.meets_at(&format!("file://{}", bare.display()), "");
    a.sync().ends(0);
    let b = Place::cloned(&bare);
    assert_eq!(b.head().trim().len(), 64);
    a.calls("kay", "10:10", "from a");
    b.calls("kay", "10:11", "from b");
    for machine in [&a, &b, &a, &b] {
        machine.sync().ends(0);
    }
    assert_eq!((a.events(), a.head()), (b.events(), b.head()));
    assert!(a.read(crate::OUTING).contains("from b"));
    // What goes is taken out of a tree, whose ids are longer too.
    let card = "people/lou.yaml";
    b.remove(card);
    b.sync().ends(0);
    assert!(!b.git(&["ls-tree", "-r", "HEAD"]).ends(0).out.contains(card));
    b.git(&["fsck"]).ends(0);
}
