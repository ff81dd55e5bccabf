import type {
  AcmeCertificate,
  FrontendAuthority,
  FrontendCompute,
  FrontendMachine,
  FrontendNetwork,
  FrontendRateLimit,
  FrontendUpstream,
  IssuedCertificate,
  OcspStapling,
  OwnCertificate,
  TlsFrontendArgs,
  UpstreamTls,
} from "../tlsFrontend";
import { lateTexts } from "./lateShapes";
import { secretText } from "./secretShape";
import { flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";
import { vmTemplate } from "./templateShape";

export const tlsFrontendShape = object<TlsFrontendArgs>({
  network: object<FrontendNetwork>({
    networkId: text,
    cidr: text,
    gatewayAddress: text,
    groupPath: text,
  }),
  machines: needed(
    map(object<FrontendMachine>({ address: text, hostSystemId: text, vmName: plainText })),
  ),
  compute: object<FrontendCompute>({
    resourcePoolId: text,
    datastoreId: text,
    folder: text,
    template: vmTemplate,
    cpus: plainNumber,
    memoryMb: plainNumber,
    diskSizeGb: plainNumber,
  }),
  dnsServers: list(plainText),
  serverNames: needed(list(plainText)),
  upstreams: needed(
    map(
      object<FrontendUpstream>({
        address: text,
        port: plainNumber,
        path: plainText,
        tls: object<UpstreamTls>({ serverName: plainText, authorityPem: text }),
      }),
    ),
  ),
  issued: object<IssuedCertificate>({
    authority: object<FrontendAuthority>({
      caCertificatePem: text,
      serverCertificatesPem: lateTexts,
      serverPrivateKeysPem: lateTexts,
    }),
    name: plainText,
  }),
  certificate: object<OwnCertificate>({
    certificatePem: text,
    privateKeyPem: secretText,
    issuerPem: text,
  }),
  acme: object<AcmeCertificate>({
    agreeToTerms: flag,
    directoryUrl: plainText,
    email: plainText,
    directoryAuthorityPem: text,
  }),
  stapling: object<OcspStapling>({ responderUrl: plainText }),
  dropTls12: flag,
  logDrops: flag,
  hstsSeconds: plainNumber,
  hstsSubdomains: flag,
  rateLimit: object<FrontendRateLimit>({ requestsPerSecond: plainNumber, burst: plainNumber }),
  bodyMegabytes: plainNumber,
  answerSeconds: plainNumber,
  installPackages: flag,
  nsxIdPrefix: plainText,
  disposable: flag,
});
