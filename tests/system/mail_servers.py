"""Dovecot and Exim as Debian ships them, on free ports of this machine, with a folder of their own.

Exim takes every mail by SMTP and hands it to Dovecot by LMTP; every address is a mailbox there, all of one password.
"""

import imaplib
import os
import pwd
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.stories.running import eventually, free_port

PASSWORD = "geheimes-Wort"
SMTP_OK = 250
DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {user}
mail_gid = {group}
mail_location = maildir:{folder}/mail/%u
mail_home = {folder}/home/%u
auth_mechanisms = plain
auth_username_format = %Lu
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service lmtp {{
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
"""
EXIM = """
primary_hostname = mx.example.net
spool_directory = {folder}/spool
log_file_path = {folder}/exim-%s.log
pid_file_path = {folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
exim_user = {user}
exim_group = {group}
tls_advertise_hosts =
acl_smtp_rcpt = everything
acl_smtp_data = everything
message_size_limit = 20M
never_users =
begin acl
everything:
  accept
begin routers
all:
  driver = accept
  transport = dovecot
begin transports
dovecot:
  driver = lmtp
  socket = {folder}/lmtp
  user = {user}
begin retry
* * F,1h,1s
"""


class Servers:
    """Where they listen, and what lies in their mailboxes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.imap, self.smtp = folder, free_port(), free_port()

    def url(self, address: str) -> str:
        return f"imap://{address.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX?done=Erledigt"

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp}"

    def answer(self) -> bool:
        """Whether both take part by now."""
        try:
            self.folder_of("nobody@example.org")
            with smtplib.SMTP("127.0.0.1", self.smtp, timeout=5) as client:
                return client.noop()[0] == SMTP_OK
        except (OSError, imaplib.IMAP4.error, smtplib.SMTPException):
            return False

    def send(self, content: bytes, *, to: str, sender: str = "erika.muster@example.org") -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=20) as client:
            client.sendmail(sender, [to], content)

    def folder_of(self, address: str, name: str = "INBOX") -> list[EmailMessage]:
        """The mails in a folder, oldest first; none where there is no such folder."""
        with self.signed_in(address) as client:
            if client.select(name)[0] != "OK":
                return []
            numbers = client.search(None, "ALL")[1][0].split()
            found = [client.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
            return [message_from_bytes(one[1], policy=policy.default) for one in found if isinstance(one, tuple)]

    @contextmanager
    def signed_in(self, address: str) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.imap, timeout=20)
        client.login(address, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def wait_for(self, address: str, count: int, name: str = "INBOX", *, within: float = 60) -> list[EmailMessage]:
        """The mails of a folder once there are so many."""

        def there_are_enough() -> bool:
            return len(self.folder_of(address, name)) >= count

        eventually(there_are_enough, within=within)
        return self.folder_of(address, name)


def why_not() -> str:
    """Why the servers cannot run here; empty where they can."""
    if not (shutil.which("dovecot", path=PATH) and shutil.which("exim4", path=PATH)):
        return "dovecot-imapd, dovecot-lmtpd or exim4 is missing: apt-get install them"
    return "" if os.geteuid() == 0 else "the mail servers change their user: run as root"


PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


@contextmanager
def running() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
    account = pwd.getpwnam("Debian-exim")
    for name in ("run", "state", "mail", "home", "spool"):
        (folder / name).mkdir()
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
        os.chown(path, account.pw_uid, account.pw_gid)
    servers = Servers(folder)
    words = {
        "folder": folder, "user": account.pw_name, "group": account.pw_name, "password": PASSWORD,
        "imap": servers.imap, "smtp": servers.smtp,
    }  # fmt: skip
    for name, text in (("dovecot.conf", DOVECOT), ("exim.conf", EXIM)):
        (folder / name).write_text(text.format(**words))
        (folder / name).chmod(0o644)
    commands = (
        ["dovecot", "-F", "-c", str(folder / "dovecot.conf")],
        ["exim4", "-bdf", "-q5s", "-C", str(folder / "exim.conf")],
    )
    processes = [_started(command, told=folder / f"{command[0]}.out") for command in commands]
    try:
        _wait(servers, folder)
        yield servers
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _started(command: list[str], *, told: Path) -> subprocess.Popen[bytes]:
    program = shutil.which(command[0], path=PATH) or command[0]
    with told.open("wb") as out:
        return subprocess.Popen([program, *command[1:]], stdin=subprocess.DEVNULL, stdout=out, stderr=out)


def _wait(servers: Servers, folder: Path) -> None:
    try:
        eventually(servers.answer, within=20)
    except AssertionError:
        logs = [
            path.read_text(errors="replace")[-1500:] for path in folder.iterdir() if path.suffix in {".log", ".out"}
        ]
        raise AssertionError("\n".join(["The mail servers do not answer:", *logs])) from None
