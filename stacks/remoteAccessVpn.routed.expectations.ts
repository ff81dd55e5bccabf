import { expect, type Expectation } from "../network/reason/expectation";
import { tcp } from "../network/services";
import { expectations as everywhere } from "./remoteAccessVpn.expectations";

/** What holds besides where clients have addresses of their own (R17): servers tell them from the gateway. */
export const expectations: Expectation[] = [
  ...everywhere,
  expect("vpn").neverReaches("files-1", { because: "the gateway itself has no business there" }),
  expect("vpn").neverReaches("intranet-1", tcp(), {
    because: "the gateway itself has no business there",
  }),
];
