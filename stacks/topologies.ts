import { bridgedLan } from "./bridgedLan";
import { bridgedLanConfig } from "./bridgedLan.config";
import { crossSwitchVlan } from "./crossSwitchVlan";
import { crossSwitchVlanConfig } from "./crossSwitchVlan.config";
import { hardenedProduction } from "./hardenedProduction";
import { hardenedProductionConfig } from "./hardenedProduction.config";
import { multiCluster } from "./multiCluster";
import { multiClusterConfig } from "./multiCluster.config";
import { networkSlicing } from "./networkSlicing";
import { networkSlicingConfig } from "./networkSlicing.config";
import { remoteAccessVpn } from "./remoteAccessVpn";
import { remoteAccessVpnConfig } from "./remoteAccessVpn.config";
import { settingsOf, topologyOf } from "./settings";
import { standardSwitchEnterprise } from "./standardSwitchEnterprise";
import { standardSwitchEnterpriseConfig } from "./standardSwitchEnterprise.config";
import { threeTierNat } from "./threeTierNat";
import { threeTierNatConfig } from "./threeTierNat.config";

/** One entry per topology: reads its settings and builds it. */
const topologies: Record<string, () => object> = {
  "bridged-lan": () =>
    bridgedLan(settingsOf(bridgedLanConfig, Object.keys(bridgedLanConfig.shape))),
  "cross-switch-vlan": () =>
    crossSwitchVlan(settingsOf(crossSwitchVlanConfig, Object.keys(crossSwitchVlanConfig.shape))),
  "hardened-production": () =>
    hardenedProduction(
      settingsOf(hardenedProductionConfig, Object.keys(hardenedProductionConfig.shape)),
    ),
  "multi-cluster": () =>
    multiCluster(settingsOf(multiClusterConfig, Object.keys(multiClusterConfig.shape))),
  "network-slicing": () =>
    networkSlicing(settingsOf(networkSlicingConfig, Object.keys(networkSlicingConfig.shape))),
  "remote-access-vpn": () =>
    remoteAccessVpn(settingsOf(remoteAccessVpnConfig, Object.keys(remoteAccessVpnConfig.shape))),
  "standard-switch-enterprise": () =>
    standardSwitchEnterprise(
      settingsOf(standardSwitchEnterpriseConfig, Object.keys(standardSwitchEnterpriseConfig.shape)),
    ),
  "three-tier-nat": () =>
    threeTierNat(settingsOf(threeTierNatConfig, Object.keys(threeTierNatConfig.shape))),
};

/**
 * Builds the topology of the current stack, and returns the stack's outputs.
 *
 * @throws RunError when the stack's name or settings are wrong
 */
export function build(): object {
  const known = Object.keys(topologies);
  return topologies[topologyOf(known)]?.() ?? {};
}
