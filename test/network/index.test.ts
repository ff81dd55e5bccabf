import * as network from "../../network";

test("the index offers every part of the core", () => {
  expect(Object.keys(network)).toEqual(
    expect.arrayContaining([
      "parseCidr",
      "parseRange",
      "AddressSet",
      "PortSet",
      "Protocol",
      "gigabit",
      "tcpMss",
      "parseVlans",
      "allocate",
      "FaultList",
      "UNKNOWN",
    ]),
  );
});

test("every error of a parser is a ValueError", () => {
  const errors = Object.entries(network).filter(([name]) => /^(?!Value|Faults).*Error$/.test(name));
  expect(errors.map(([name]) => name).sort()).toEqual([
    "AddressError",
    "BandwidthError",
    "MtuError",
    "PortError",
    "TrafficError",
    "VlanError",
  ]);
  for (const [, error] of errors) {
    expect((error as { prototype: unknown }).prototype).toBeInstanceOf(network.ValueError);
  }
});
