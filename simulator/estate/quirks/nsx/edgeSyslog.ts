import { isMap } from "../../generic/values";
import { N } from "../../kinds";
import { without } from "../keep";
import type { Quirk } from "../quirk";

/**
 * The provider reads its argument under another name than the one it offers, finds nothing, and sends
 * nothing: a node never hears of its syslog servers, and every preview proposes them again.
 */
export const edgeSyslogUnsent: Quirk = {
  name: "syslog servers of an edge node are never sent",
  source: "code: the argument is offered as syslog_server and read as syslog_servers",
  types: [N.edgeTransportNode],
  apply({ inputs }) {
    const config = inputs["applianceConfig"];
    return isMap(config) && config["syslogServers"] !== undefined
      ? { ...inputs, applianceConfig: without(config, ["syslogServers"]) }
      : undefined;
  },
};
