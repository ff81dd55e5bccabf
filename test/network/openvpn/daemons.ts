import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { has } from "../../programs";

/** Whether real daemons can run: they need a tunnel device in a network of their own. */
export const canRun =
  has("openvpn") &&
  spawnSync("unshare", ["-Urn", "openvpn", "--mktun", "--dev", "tun9"], { timeout: 5000 })
    .status === 0;

/** Folder of the server's files on a gateway's machine. */
const FOLDER = "/etc/openvpn/server/";

interface UserData {
  write_files: { path: string; content: string }[];
}

/**
 * Lets a real client with a profile call a real server with the files of a gateway's user data, both in
 * one network of their own, and returns both logs. A user namespace has no other users and no PAM
 * service, so the lines about these are left out, and a script stands for the second factor.
 */
export function connect(userData: string, profile: string): string {
  const folder = mkdtempSync(join(tmpdir(), "vmnet-openvpn-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const { write_files: files } = JSON.parse(userData.replace("#cloud-config\n", "")) as UserData;
  for (const { path, content } of files.filter((one) => one.path.startsWith(FOLDER))) {
    write(path.slice(FOLDER.length), content);
  }
  const server = files.find(({ path }) => path === `${FOLDER}vmnet.conf`)?.content ?? "";
  const lines = server.split("\n").filter((line) => !/^(user|group|plugin) /.test(line));
  const script = ["script-security 2", 'auth-user-pass-verify "/bin/sh code.sh" via-file'];
  write("vmnet.conf", [...lines, ...script, ""].join("\n"));
  write("code.sh", '#!/bin/sh\ntest "$(sed -n 2p "$1")" = 123456\n');
  write("client.ovpn", profile.replace("auth-user-pass\n", "auth-user-pass login\n"));
  write("login", "anybody\n123456\n");
  write(
    "run.sh",
    [
      "ip link set lo up",
      "openvpn --config vmnet.conf --log server.log & server=$!",
      "sleep 1",
      "timeout 8 openvpn --config client.ovpn --dev tun1 --route-nopull --connect-retry-max 1 \\",
      "  --explicit-exit-notify 0 --verb 4 >client.log 2>&1 & client=$!",
      "for i in $(seq 60); do grep -qE 'Completed|AUTH_FAILED|TLS Error|exiting' client.log && break; sleep 0.1; done",
      "kill $client $server; wait",
      "cat server.log client.log",
    ].join("\n"),
  );
  const { stdout } = spawnSync("unshare", ["-Urn", "sh", "run.sh"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 30_000,
  });
  rmSync(folder, { recursive: true, force: true });
  return stdout;
}
