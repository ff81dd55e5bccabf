import { rules } from "@vmnet/tables";
import { formatFault, formatNames } from "@vmnet/simulator/estate/generic/formats";
import { isCheckedNote, noteFault } from "@vmnet/simulator/estate/generic/notes";
import { nearest } from "vmnet/network/nearest";

describe("formats", () => {
  const good: Record<string, string[]> = {
    cidr: ["10.0.0.1/24", "2001:db8::1/64"],
    cidrOrIpOrRange: ["10.0.0.1", "10.0.0.0/8", "10.0.0.1-10.0.0.9", "::1"],
    ip: ["10.0.0.1", "::1"],
    ipv4: ["10.0.0.1"],
    ipv6: ["2001:db8::1"],
    mac: ["00:50:56:00:00:01", "00-50-56-00-00-01"],
    port: ["0", "65535"],
    portOrRange: ["443", "5000-6000"],
    policyPath: ["/infra/segments/web"],
    ipOrRangeOrCidrOrPolicyPath: ["10.0.0.1", "/infra/domains/default/groups/g"],
    vlanId: ["0", "4094"],
    asn32: ["65000", "1.10", "4294967295"],
    powerOfTwo: ["1", "256"],
    integerString: ["100", "400-410"],
    bgpCommunity: ["NO_EXPORT", "65000:1", "65000:1:2"],
    routeDistinguisher: ["65000:1", "10.0.0.1:5"],
    routeTarget: ["65000:1"],
  };
  const bad: Record<string, string[]> = {
    cidr: ["10.0.0.1", "10.0.0.1/33", "010.0.0.1/24", "10.0.0/24"],
    cidrOrIpOrRange: ["web", "10.0.0.1-"],
    ip: ["10.0.0.256", "host"],
    ipv4: ["::1"],
    ipv6: ["10.0.0.1"],
    mac: ["00:50:56:00:00", "00:50-56:00:00:01"],
    port: ["65536", "-1", "http"],
    portOrRange: ["80,81", "90-80", "1-2-3"],
    policyPath: ["web", "/infra", "/infra//x", "/infra/a b"],
    ipOrRangeOrCidrOrPolicyPath: ["web"],
    vlanId: ["4095", "x"],
    asn32: ["0", "4294967296", "1.2.3"],
    powerOfTwo: ["3", "0"],
    integerString: ["x", "1-"],
    bgpCommunity: ["EXPORT"],
    routeDistinguisher: ["65000", ":1"],
    routeTarget: ["x:y"],
  };
  test.each(formatNames)("%s", (name) => {
    expect(good[name]!.filter((text) => formatFault(name, text) !== undefined)).toEqual([]);
    expect(bad[name]!.filter((text) => formatFault(name, text) === undefined)).toEqual([]);
  });

  test("every format that the tables name is checked", () => {
    const named = [...JSON.stringify(rules("nsxt")).matchAll(/"format":"(\w+)"/g)].map(
      (match) => match[1],
    );
    expect([...new Set(named)].filter((name) => !formatNames.includes(name!))).toEqual([]);
    expect(named.length).toBeGreaterThan(300);
  });
});

describe("rules that the tables have in the provider's words only", () => {
  const notes = ["vsphere", "nsxt"].flatMap((name) =>
    [...JSON.stringify(rules(name as "nsxt")).matchAll(/"note":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = ""]) => JSON.parse(text) as string,
    ),
  );
  const noteOf = (part: string) => notes.find((note) => note.includes(part)) ?? "";

  test("are all checked", () => {
    expect(new Set(notes).size).toBe(4);
    expect(notes.filter((note) => !isCheckedNote(note))).toEqual([]);
  });

  test.each<[string, (string | number)[], (string | number)[]]>([
    ["must be 4, 7-11", [4, 7, 11, 22], [5, 12, 23]],
    ["must end in .vmdk", ["data/one.vmdk"], ["data/one.iso"]],
    ["TZ format", ["Europe/Berlin", "UTC"], ["Central European Time"]],
    ["invalid IP address", ["10.0.0.1", "::1", "10.0.0.0/8"], ["web"]],
  ])("%s", (part, good, bad) => {
    const note = noteOf(part);
    expect(good.filter((value) => noteFault(note, value) !== undefined)).toEqual([]);
    expect(bad.filter((value) => noteFault(note, value) === undefined)).toEqual([]);
  });
});

describe("suggestions", () => {
  test("the nearest name wins, a far one is none", () => {
    expect(nearest("displayNmae", ["displayName", "description"])).toBe("displayName");
    expect(nearest("zzz", ["displayName"])).toBeUndefined();
  });
});
