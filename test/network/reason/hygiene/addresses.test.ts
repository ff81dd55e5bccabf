import type { Finding } from "../../../../network/reason/finding";
import { hygieneFindings } from "../../../../network/reason/hygiene";
import { domain, machine, model, port, router } from "../models";
import { buildModel } from "../../../../network/model";
import { nsx } from "../../model/resources";

const checks = (findings: readonly Finding[]) => findings.map(({ check }) => check);

test("two machines with one address on one network, by names, before either is switched on", () => {
  const twins = model([
    domain("lan"),
    domain("other"),
    machine("a", "lan", { ip: "10.0.0.5/24", mac: "00:50:56:00:00:01" }),
    machine("b", "lan", { ip: "10.0.0.5/24" }),
    machine("c", "other", { ip: "10.0.0.5/24", mac: "00:50:56:00:00:01" }),
  ]);
  const [found, ...others] = hygieneFindings(twins);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    check: "hygiene/duplicate-address",
    severity: "error",
    subjects: ["a", "b", "lan"],
    text: "a and b have the same address 10.0.0.5 on lan",
  });
  expect(found?.evidence).toEqual(["a: a.nic, 00:50:56:00:00:01", "b: b.nic"]);
});

test("a machine with its gateway's address, and two with one MAC address", () => {
  const mac = "00:50:56:00:00:07";
  const findings = hygieneFindings(
    model([
      domain("lan"),
      machine("a", "lan", { ip: "10.0.0.1/24", mac }),
      machine("b", "lan", { ip: "10.0.0.2/24", mac }),
      router("t1", [port("t1.lan", "t1", "lan", { ip: "10.0.0.1/24" })], []),
    ]),
  );
  expect(checks(findings)).toEqual(["hygiene/duplicate-address", "hygiene/duplicate-mac"]);
  expect(findings[0]?.subjects).toEqual(["a", "t1", "lan"]);
});

test("an outside network owns the rest of its addresses, and a shared address of one router is no conflict", () => {
  const findings = hygieneFindings(
    model([
      domain("lan"),
      machine("a", "lan", { ip: "10.0.0.5/24" }),
      machine("lan", "lan", { owned: ["10.0.0.0/24"], endpoint: { kind: "network" } }),
      router(
        "t0",
        [
          port("up1", "t0", "lan", { ip: "10.0.0.2/24", owned: ["10.0.0.2", "10.0.0.4"] }),
          port("up2", "t0", "lan", { ip: "10.0.0.3/24", owned: ["10.0.0.3", "10.0.0.4"] }),
        ],
        [],
      ),
    ]),
  );
  expect(findings).toEqual([]);
});

test("networks of one gateway that overlap", () => {
  const [found, ...others] = hygieneFindings(
    model([
      domain("a"),
      domain("b"),
      domain("c"),
      router(
        "t1",
        [
          port("t1.a", "t1", "a", { ip: "10.0.0.1/16" }),
          port("t1.b", "t1", "b", { ip: "10.0.9.1/24" }),
          port("t1.c", "t1", "c", { ip: "10.1.0.1/16" }),
        ],
        [],
      ),
    ]),
  );
  expect(others).toEqual([]);
  expect(found?.text).toBe(
    "t1 has overlapping networks: 10.0.0.0/16 (t1.a) and 10.0.9.0/24 (t1.b)",
  );
});

test("groups and services that nothing names; none while something is not known yet", () => {
  const group = nsx("Group", "used", {});
  const idle = nsx("Group", "idle", {});
  const service = nsx("Service", "idle-service", {});
  const policy = (sources: string) =>
    nsx("SecurityPolicy", "p", {
      category: "Application",
      rules: [{ displayName: "r", action: "ALLOW", sourceGroups: [sources] }],
    });
  const unused = (sources: string) =>
    hygieneFindings(
      buildModel([group, idle, service, policy(sources)], { format: 1, site: "test" }),
    ).filter(({ check }) => check.startsWith("hygiene/unused"));
  const path = "/infra/domains/default/groups/used";
  expect(unused(path).map(({ check, subjects }) => [check, ...subjects])).toEqual([
    ["hygiene/unused-group", "idle"],
    ["hygiene/unused-service", "idle-service"],
  ]);
  expect(unused("04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toEqual([]);
});
