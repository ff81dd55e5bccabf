import type { PropertyMap } from "../../resource";
import { isObject, objectsAt, textAt } from "../json";
import type { Convert } from "./routing";
import { pick } from "./snake";

/** The API's kinds of source translation as the provider calls them. */
const TRANSLATIONS: Readonly<Record<string, string>> = {
  LBSnatAutoMap: "AUTOMAP",
  LBSnatIpPool: "IPPOOL",
  LBSnatDisabled: "DISABLED",
};

function translation(value: unknown): PropertyMap {
  if (!isObject(value)) {
    return {};
  }
  const type = textAt(value, "type") ?? "";
  return {
    snat: {
      type: TRANSLATIONS[type] ?? type,
      ipPoolAddresses: objectsAt(value, "ip_addresses").map((entry) => {
        const length = entry["prefix_length"];
        const address = textAt(entry, "ip_address") ?? "";
        return length === undefined ? address : `${address}/${String(length)}`;
      }),
    },
  };
}

function memberGroup(value: unknown): PropertyMap {
  if (!isObject(value)) {
    return {};
  }
  const families = textAt(value, "ip_revision_filter") ?? "IPV4";
  return {
    memberGroup: {
      ...pick(value, { groupPath: "group_path", port: "port", maxIpListSize: "max_ip_list_size" }),
      allowIpv4: families !== "IPV6",
      allowIpv6: families !== "IPV4",
    },
  };
}

const accessList = (value: unknown): PropertyMap =>
  isObject(value)
    ? {
        accessListControl: pick(value, {
          groupPath: "group_path",
          action: "action",
          enabled: "enabled",
        }),
      }
    : {};

const profile =
  (kind: string): Convert =>
  (value) => ({
    kind,
    props: pick(value, {
      httpRedirectTo: "http_redirect_to",
      httpRedirectToHttps: "http_redirect_to_https",
    }),
  });

/** Objects that make load balancers, by the API's `resource_type`. */
export const BALANCING: Readonly<Record<string, Convert>> = {
  LBService: (value) => ({
    kind: "LbService",
    props: pick(value, { connectivityPath: "connectivity_path", enabled: "enabled" }),
  }),
  LBVirtualServer: (value) => ({
    kind: "LbVirtualServer",
    props: {
      ...pick(value, {
        ipAddress: "ip_address",
        servicePath: "lb_service_path",
        enabled: "enabled",
        ports: "ports",
        defaultPoolMemberPorts: "default_pool_member_ports",
        poolPath: "pool_path",
        sorryPoolPath: "sorry_pool_path",
        applicationProfilePath: "application_profile_path",
        rules: "rules",
      }),
      ...accessList(value["access_list_control"]),
    },
  }),
  LBPool: (value) => ({
    kind: "LbPool",
    props: {
      ...pick(value, {
        minActiveMembers: "min_active_members",
        activeMonitorPaths: "active_monitor_paths",
      }),
      members: objectsAt(value, "members").map((member) =>
        pick(member, {
          displayName: "display_name",
          ipAddress: "ip_address",
          port: "port",
          adminState: "admin_state",
          backupMember: "backup_member",
        }),
      ),
      ...memberGroup(value["member_group"]),
      ...translation(value["snat_translation"]),
    },
  }),
  LBFastTcpProfile: profile("LbFastTcpApplicationProfile"),
  LBFastUdpProfile: profile("LbFastUdpApplicationProfile"),
  LBHttpProfile: profile("LbHttpApplicationProfile"),
};
