/**
 * What both ends say about TLS and the data channel (R18). Every suite of TLS 1.3 has forward
 * secrecy; the groups are those of the key exchange.
 */
export const CRYPTOGRAPHY = [
  "tls-version-min 1.3",
  "tls-ciphersuites TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
  "tls-groups X25519:prime256v1",
  "data-ciphers AES-256-GCM:CHACHA20-POLY1305",
  // Compressed text in front of encryption tells its content by its length.
  "allow-compression no",
] as const;
