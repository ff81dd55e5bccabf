/** One network per tier; nobody outside knows a way to them. */
export const TIERS = {
  core: "10.40.0.0/24",
  management: "10.40.1.0/24",
  dmz: "10.40.2.0/24",
  production: "10.40.3.0/24",
  vpn: "10.40.4.0/24",
};

/** The gateway's address in the network of production. */
export const GATEWAY_IN_PRODUCTION = "10.40.3.1";

/** Directory, name and time service of the core network. */
export const NAME_SERVER = "10.40.0.53";

/** The balanced application: an address of the gateway, in no network. */
export const APPLICATION = { address: "10.40.5.10", port: "80", memberPort: 8080 };

/** The LAN that visitors come through. */
export const LAN = { cidr: "192.168.1.0/24", router: "192.168.1.1" };
