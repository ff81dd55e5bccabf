/** Ed25519 keys of a ledger. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, UserError } from "../terminal";

/** Where a private key may come from when no file is named. */
export const keyVariable = "VMNET_LEDGER_KEY";

/** SHA-256 over the public part, as `openssl pkey -pubout -outform DER | sha256sum` shows it. */
export function fingerprintOf(key: KeyObject): string {
  const isPublic = key.type === "public";
  const der = (isPublic ? key : createPublicKey(key)).export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex");
}

/**
 * Makes a key pair: the private part in a file of its own, which only its owner may read, and the
 * public part among the trusted keys.
 *
 * @throws UserError when the file exists: a key is never overwritten
 */
export function makeKey(file: string, trusted: string): string {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const fingerprint = fingerprintOf(publicKey);
  try {
    const text = privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    throw new UserError(`--key ${file}: there is a file already, and keys are never overwritten`);
  }
  mkdirSync(trusted, { recursive: true });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  writeFileSync(join(trusted, `${fingerprint.slice(0, 16)}.pem`), pem);
  return fingerprint;
}

/**
 * The private key to sign with.
 *
 * @throws UserError when there is none, or none that fits; its content is never shown
 */
export function readPrivateKey(file: string | undefined, env: NodeJS.ProcessEnv): KeyObject {
  const where = file === undefined ? keyVariable : `--key ${file}`;
  const text = file === undefined ? env[keyVariable] : textOf(file);
  if (text === undefined || text.trim() === "") {
    throw new UserError(
      `a deployment is recorded with a private key: name its file with --key, or put its PEM into ${keyVariable} ` +
        "(`vmnet ledger keygen` makes one)",
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    throw new UserError(`${where}: this is no private key in PEM (PKCS #8)`);
  }
  if (key.asymmetricKeyType !== "ed25519") {
    const kind = key.asymmetricKeyType ?? "unknown";
    throw new UserError(`${where}: a ledger is signed with Ed25519, and this key is ${kind}`);
  }
  return key;
}

function textOf(file: string): string {
  if (!existsSync(file)) throw new UserError(`--key ${file}: there is no such file`);
  return readFileSync(file, "utf8");
}

/**
 * The public keys that a team trusts, by fingerprint.
 *
 * @throws UserError for a file that is no Ed25519 public key
 */
export function trustedKeys(folder: string): Map<string, KeyObject> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.pem$/.test(name)) : [];
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      const key = publicKeyOf(readFileSync(path, "utf8"));
      if (key?.asymmetricKeyType !== "ed25519") {
        throw new UserError(`${path}: this is no Ed25519 public key in PEM`);
      }
      return [fingerprintOf(key), key];
    }),
  );
}

function publicKeyOf(text: string): KeyObject | undefined {
  try {
    return /PRIVATE KEY/.test(text) ? undefined : createPublicKey(text);
  } catch {
    return undefined;
  }
}
