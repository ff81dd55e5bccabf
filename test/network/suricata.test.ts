import fc from "fast-check";

import { FaultsError } from "../../network/faults";
import { suricataRules, type SensorRequest } from "../../network/suricata";
import { parseSuricata, valueOf } from "./suricataParser";

const request: SensorRequest = { homeNetworks: ["10.0.1.0/24", "10.0.0.0/24"] };
const rules = parseSuricata(suricataRules(request));
const named = (part: string) => rules.filter((rule) => valueOf(rule, "msg")?.includes(part));

function faults(wrong: SensorRequest): Record<string, string> {
  try {
    suricataRules(wrong);
  } catch (error) {
    if (error instanceof FaultsError) {
      return Object.fromEntries(error.faults.map(({ path, message }) => [path, message]));
    }
    throw error;
  }
  return {};
}

/** Whether an injection rule for addresses of requests finds something in a text. */
function finds(text: string): boolean {
  return named("in http.uri").some((rule) => {
    const content = valueOf(rule, "content")!.slice(1, -1);
    const pcre = valueOf(rule, "pcre")!;
    const expression = new RegExp(pcre.slice(2, pcre.lastIndexOf("/")), "i");
    return text.toLowerCase().includes(content) && expression.test(text);
  });
}

describe("the sensor's rules (R32)", () => {
  test("detect port scans, SYN floods and SQL injections, and only alert", () => {
    expect(named("port scan")).toHaveLength(1);
    expect(named("SYN flood")).toHaveLength(1);
    expect(named("SQL injection")).toHaveLength(8);
    expect(new Set(rules.map(({ action }) => action))).toEqual(new Set(["alert"]));
    expect(new Set(rules.map(({ destination }) => destination))).toEqual(
      new Set(["[10.0.0.0/24,10.0.1.0/24]"]),
    );
  });

  test("count a scan by its source and a flood by its target", () => {
    const [scan, flood] = [named("port scan")[0]!, named("SYN flood")[0]!];
    expect(valueOf(scan, "threshold")).toBe("type both,track by_src,count 50,seconds 10");
    expect(valueOf(flood, "threshold")).toBe("type both,track by_dst,count 500,seconds 1");
    expect([scan, flood].map((rule) => valueOf(rule, "flags"))).toEqual(["S,12", "S,12"]);
  });

  test.each([
    "/items?id=1+UNION+SELECT+name,password+FROM+users",
    "/items?id=1%20union%20all%20select%201",
    "/items?id=1/**/union/**/select/**/1",
    "/login?user=x' OR 1=1--",
    "/login?user=x%27 or 22=22",
    "/items?id=1 AND SLEEP(5)",
    "/items?id=1;select pg_sleep(5)",
    "/items?id=1; DROP TABLE users",
  ])("find %s", (uri) => {
    expect(finds(uri)).toBe(true);
  });

  test.each([
    "/items?id=1",
    "/search?q=european+union+selection+of+cheese",
    "/search?q=or+else",
    "/a/drop/zone?table=3",
    "/search?q=how+to+sleep+well",
  ])("leave %s alone", (uri) => {
    expect(finds(uri)).toBe(false);
  });

  test("have ids of their own, from where they are told to begin", () => {
    const sids = (first: number) =>
      parseSuricata(suricataRules({ ...request, firstSid: first })).map((rule) =>
        Number(valueOf(rule, "sid")),
      );
    expect(sids(1_500_000)).toEqual(Array.from({ length: 10 }, (_, index) => 1_500_000 + index));
  });

  test("can be read for every network and every limit", () => {
    const cidr = fc
      .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }))
      .map(([a, b]) => `10.${a}.${b}.0/24`);
    const limit = fc.integer({ min: 1, max: 1_000_000 });
    const any = fc.record({
      homeNetworks: fc.array(cidr, { minLength: 1, maxLength: 5 }),
      scanConnections: limit,
      floodConnections: limit,
    });
    fc.assert(
      fc.property(any, (one) => {
        const [scan] = parseSuricata(suricataRules(one));
        expect(valueOf(scan!, "threshold")).toContain(`count ${one.scanConnections},`);
      }),
    );
  });

  test("fails for no network, a wrong one, and numbers out of range", () => {
    expect(faults({ homeNetworks: [] })).toEqual({ homeNetworks: "no network is watched" });
    expect(
      faults({
        homeNetworks: ["10.0.0.0/24", "10.0.0.1/24"],
        scanConnections: 0,
        floodConnections: 1.5,
        firstSid: 999,
      }),
    ).toEqual({
      "homeNetworks[1]": expect.stringMatching(/./),
      scanConnections: "out of range",
      floodConnections: "out of range",
      firstSid: "out of range",
    });
  });

  test("fails to be read by the parser where the grammar is broken", () => {
    const text = suricataRules(request);
    for (const [from, to, message] of [
      ["nocase;", "nocase", "keyword"],
      ["flags:S,12;", "flag:S,12;", "keyword flag"],
      ["type both,", "type twice,", "threshold"],
      ["sid:1000001;", "sid:1000000;", "two rules have one sid"],
      ['msg:"vmnet port scan"', "msg:vmnet port scan", "msg is not quoted"],
      ["rev:1;)", "rev:1)", "the last option has no end"],
    ] as const) {
      expect(() => parseSuricata(text.replace(from, to))).toThrow(message);
    }
  });
});
