import { formatAddress, parseAddress } from "../address";
import { nginxFaults } from "./faults";
import type { NginxPlaces, NginxPlan, NginxUpstream } from "./types";
import { parseServerName } from "./values";

const SUBJECT = "nginx";

/** Where things are on the frontend's machine: Debian's and Ubuntu's own folders where there are any. */
export const MACHINE_PLACES: NginxPlaces = {
  folder: "/etc/nginx/vmnet",
  challenges: "/var/lib/vmnet-acme",
  certificate: "/etc/nginx/vmnet/certificate.pem",
  privateKey: "/etc/nginx/vmnet/certificate.key",
  issuer: "/etc/nginx/vmnet/issuer.pem",
  cache: "/var/lib/nginx",
  logs: "/var/log/nginx",
  pidFile: "/run/nginx.pid",
  user: "www-data",
  httpPort: 80,
  httpsPort: 443,
};

/** All suites of TLS 1.3 that nobody advises against (RFC 8446 section 9.1), each with forward secrecy. */
const SUITES = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/** Part of the configuration that needs the certificate, and is read only when it is there. */
export const TLS_FILE = "tls.conf";
/** Folder, below the others, of what is read. */
export const ENABLED = "enabled";

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
const block = (head: string, lines: readonly string[]) => [`${head} {`, ...indented(lines), "}"];

/**
 * `nginx.conf` of a frontend that speaks TLS 1.3 only (R33), for nginx 1.20 and later. It has no
 * server with a certificate of its own: {@link tlsConfiguration} is read from `enabled` once there is one.
 *
 * @throws FaultsError with everything wrong with the plan
 */
export function nginxConfiguration(plan: NginxPlan, places: NginxPlaces = MACHINE_PLACES): string {
  nginxFaults(plan).throwIfAny(SUBJECT);
  const { cache, logs, folder } = places;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const http = [
    "default_type application/octet-stream;",
    "server_tokens off;",
    "sendfile on;",
    "keepalive_timeout 65s;",
    "client_header_timeout 15s;",
    "client_body_timeout 30s;",
    "send_timeout 30s;",
    `client_max_body_size ${plan.bodyMegabytes}m;`,
    ...temporary.map((name) => `${name}_temp_path ${cache}/${name};`),
    ...block("map $http_upgrade $vmnet_connection", ["default upgrade;", '"" "";']),
    "log_format vmnet '$remote_addr $host [$time_iso8601] \"$request\" $status $body_bytes_sent '",
    "  '$ssl_protocol $ssl_cipher $upstream_addr $upstream_response_time';",
    `access_log ${logs}/access.log vmnet;`,
    "ssl_protocols TLSv1.3;",
    `ssl_conf_command Ciphersuites ${SUITES};`,
    "ssl_ecdh_curve X25519:prime256v1:secp384r1;",
    "ssl_session_cache shared:vmnet-sessions:10m;",
    "ssl_session_timeout 4h;",
    // The key of tickets would have to be changed regularly, or nothing stays secret that was recorded.
    "ssl_session_tickets off;",
    // What is sent early can be sent again by anybody who recorded it.
    "ssl_early_data off;",
    ...rateZone(plan),
    ...Object.entries(plan.upstreams).flatMap(([name, { address, port }]) =>
      block(`upstream ${upstreamWord(name)}`, [
        `server ${plainAddress(address)}:${port};`,
        "keepalive 16;",
      ]),
    ),
    ...plainServers(plan, places),
    ...block("server", [
      `${listen(places, places.httpsPort)} ssl http2 default_server;`,
      "ssl_reject_handshake on;",
    ]),
    `include ${folder}/${ENABLED}/*.conf;`,
  ];
  const lines = [
    ...(places.user === undefined ? [] : [`user ${places.user};`]),
    "worker_processes auto;",
    `pid ${places.pidFile};`,
    `error_log ${logs}/error.log warn;`,
    ...block("events", ["worker_connections 4096;"]),
    ...block("http", http),
  ];
  return [...lines, ""].join("\n");
}

/** Upstreams in `proxy_pass` must not be taken for host names. */
const upstreamWord = (name: string) => `vmnet-${name}`;
const plainAddress = (text: string) => formatAddress(parseAddress(text));
const names = ({ serverNames }: NginxPlan) => serverNames.map(parseServerName).join(" ");
const listen = ({ listen: address = "" }: NginxPlaces, port: number) => `listen ${address}${port}`;

function rateZone({ rateLimit }: NginxPlan): string[] {
  return rateLimit === undefined
    ? []
    : [
        `limit_req_zone $binary_remote_addr zone=vmnet-clients:10m rate=${rateLimit.requestsPerSecond}r/s;`,
        "limit_req_status 429;",
      ];
}

/** Plain HTTP: challenges, and the way to HTTPS; nothing for other names. */
function plainServers(plan: NginxPlan, places: NginxPlaces): string[] {
  const { httpPort, httpsPort, challenges } = places;
  const port = httpsPort === 443 ? "" : `:${httpsPort}`;
  const challenge = block("location ^~ /.well-known/acme-challenge/", [
    `root ${challenges};`,
    "default_type text/plain;",
    "try_files $uri =404;",
  ]);
  return [
    ...block("server", [`${listen(places, httpPort)} default_server;`, "return 444;"]),
    ...block("server", [
      `${listen(places, httpPort)};`,
      `server_name ${names(plan)};`,
      ...(plan.isAcme ? challenge : []),
      // $host is one of the names above. 308 keeps the method, so that a form is not sent as GET.
      ...block("location /", [`return 308 https://$host${port}$request_uri;`]),
    ]),
  ];
}

/**
 * The server that has the certificate.
 *
 * @throws FaultsError with everything wrong with the plan
 */
export function tlsConfiguration(plan: NginxPlan, places: NginxPlaces = MACHINE_PLACES): string {
  nginxFaults(plan).throwIfAny(SUBJECT);
  const upstreams = Object.entries(plan.upstreams);
  const hasRoot = upstreams.some(([, { path }]) => path === "/");
  const lines = block("server", [
    `${listen(places, places.httpsPort)} ssl http2;`,
    `server_name ${names(plan)};`,
    `ssl_certificate ${places.certificate};`,
    `ssl_certificate_key ${places.privateKey};`,
    ...stapling(plan, places),
    ...headers(plan),
    ...upstreams.flatMap(([name, upstream]) =>
      block(`location ${upstream.path}`, location(plan, places, name, upstream)),
    ),
    ...(hasRoot ? [] : block("location /", ["return 404;"])),
  ]);
  return [...lines, ""].join("\n");
}

function stapling({ responderUrl, resolvers }: NginxPlan, { issuer }: NginxPlaces): string[] {
  return responderUrl === undefined
    ? []
    : [
        "ssl_stapling on;",
        "ssl_stapling_verify on;",
        `ssl_stapling_responder ${responderUrl};`,
        `ssl_trusted_certificate ${issuer};`,
        ...(resolvers.length === 0
          ? []
          : [
              `resolver ${resolvers.map(plainAddress).join(" ")} ipv6=off;`,
              "resolver_timeout 2s;",
            ]),
      ];
}

const SECURITY_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "strict-origin-when-cross-origin",
} as const;

/** Once each: what upstreams say of the same is left out. */
function headers({ hstsSeconds, hstsSubdomains }: NginxPlan): string[] {
  const strict =
    hstsSeconds === 0
      ? {}
      : {
          "Strict-Transport-Security": `max-age=${hstsSeconds}${hstsSubdomains ? "; includeSubDomains" : ""}`,
        };
  const all = Object.entries({ ...strict, ...SECURITY_HEADERS });
  return [
    ...["Strict-Transport-Security", ...Object.keys(SECURITY_HEADERS)].map(
      (name) => `proxy_hide_header ${name};`,
    ),
    "proxy_hide_header X-Powered-By;",
    ...all.map(([name, value]) => `add_header ${name} "${value}" always;`),
  ];
}

function location(
  { rateLimit, answerSeconds }: NginxPlan,
  { folder }: NginxPlaces,
  name: string,
  { tlsName }: NginxUpstream,
): string[] {
  const tls =
    tlsName === undefined
      ? []
      : [
          "proxy_ssl_protocols TLSv1.3;",
          "proxy_ssl_server_name on;",
          `proxy_ssl_name ${parseServerName(tlsName)};`,
          "proxy_ssl_verify on;",
          "proxy_ssl_verify_depth 3;",
          `proxy_ssl_trusted_certificate ${folder}/upstream-${name}.pem;`,
        ];
  return [
    ...(rateLimit === undefined
      ? []
      : [`limit_req zone=vmnet-clients burst=${rateLimit.burst} nodelay;`]),
    "proxy_http_version 1.1;",
    "proxy_connect_timeout 5s;",
    `proxy_read_timeout ${answerSeconds}s;`,
    "proxy_set_header Host $host;",
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $vmnet_connection;",
    // Not added to what the client sent: anybody can send that.
    "proxy_set_header X-Forwarded-For $remote_addr;",
    "proxy_set_header X-Forwarded-Host $host;",
    "proxy_set_header X-Forwarded-Proto https;",
    "proxy_set_header X-Real-IP $remote_addr;",
    // Which an upstream could take for the client's address or protocol.
    'proxy_set_header Forwarded "";',
    ...tls,
    `proxy_pass ${tlsName === undefined ? "http" : "https"}://${upstreamWord(name)};`,
  ];
}
