/** The pure core: value types, arithmetic and the interchange of resources. No Pulumi, no I/O. */
export * from "./faults";
export * from "./nearest";
export * from "./address";
export * from "./addressSet";
export * from "./ports";
export * from "./services";
export * from "./bandwidth";
export * from "./mtu";
export * from "./vlan";
export * from "./allocation";
export * from "./vpn";
export * from "./openvpn";
export * from "./nginx";
export * from "./model/resource";
