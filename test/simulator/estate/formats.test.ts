import { rules } from "@vmnet/tables";
import { formatFault, formatNames } from "@vmnet/simulator/estate/generic/formats";
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

describe("suggestions", () => {
  test("the nearest name wins, a far one is none", () => {
    expect(nearest("displayNmae", ["displayName", "description"])).toBe("displayName");
    expect(nearest("zzz", ["displayName"])).toBeUndefined();
  });
});
