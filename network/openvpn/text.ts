/**
 * An OpenVPN static key (`--tls-crypt`) of 256 bytes, sixteen to a line.
 *
 * @param hex 512 hexadecimal digits
 */
export function staticKeyText(hex: string): string {
  const lines = hex.match(/.{32}/g) ?? [];
  return [
    "-----BEGIN OpenVPN Static key V1-----",
    ...lines,
    "-----END OpenVPN Static key V1-----",
    "",
  ].join("\n");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 section 6, without padding, as authenticator apps take it. */
export function base32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[parseInt(group.padEnd(5, "0"), 2)] ?? "").join("");
}

/** The address that an authenticator app reads as a QR code: RFC 6238 with its own defaults. */
export function enrolmentUri(issuer: string, client: string, seedHex: string): string {
  const bytes = (seedHex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(client)}`;
  const query = `secret=${base32(bytes)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${query}&algorithm=SHA1&digits=6&period=30`;
}
