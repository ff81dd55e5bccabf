import fc from "fast-check";

import {
  addressCount,
  cidrContains,
  formatAddress,
  formatCidr,
  isUsableHost,
  nthAddress,
  parseAddress,
  parseCidr,
} from "../../network/address";
import { AddressSet } from "../../network/addressSet";
import { addressesLeft, allocate, type AllocationRequest } from "../../network/allocation";
import { FaultsError, type Fault } from "../../network/faults";
import { smallCidrs } from "./arbitraries";

function faultsOf(request: AllocationRequest): readonly Fault[] {
  try {
    allocate(request);
  } catch (error) {
    if (error instanceof FaultsError) {
      return error.faults;
    }
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the vMotion network of R22", () => {
  const network = { cidr: "192.168.10.0/24", first: "192.168.10.100" };

  test("numbers hosts from .100 on", () => {
    expect(allocate({ ...network, wanted: ["esx-01", "esx-02", "esx-03"] })).toEqual({
      "esx-01": "192.168.10.100",
      "esx-02": "192.168.10.101",
      "esx-03": "192.168.10.102",
    });
  });

  test("a host in the middle renumbers nobody", () => {
    const existing = allocate({ ...network, wanted: ["esx-01", "esx-03"] });
    const plan = allocate({ ...network, existing, wanted: ["esx-01", "esx-02", "esx-03"] });
    expect(plan).toEqual({ ...existing, "esx-02": "192.168.10.102" });
  });

  test("a host that is gone keeps its address until a person deletes its entry", () => {
    const existing = allocate({ ...network, wanted: ["esx-01", "esx-02"] });
    const after = allocate({ ...network, existing, wanted: ["esx-02", "esx-03"] });
    expect(after["esx-01"]).toBe("192.168.10.100");
    expect(after["esx-03"]).toBe("192.168.10.102");
    const kept = Object.fromEntries(Object.entries(after).filter(([name]) => name !== "esx-01"));
    const freed = allocate({ ...network, existing: kept, wanted: ["esx-04"] });
    expect(freed["esx-04"]).toBe("192.168.10.100");
  });
});

describe("reserved addresses", () => {
  const reserved = { gateway: "10.0.0.1", dhcpServer: "10.0.0.2", pool: "10.0.0.4-10.0.0.6" };

  test("are passed over", () => {
    expect(allocate({ cidr: "10.0.0.0/28", reserved, wanted: ["a", "b"] })).toEqual({
      a: "10.0.0.3",
      b: "10.0.0.7",
    });
  });

  test("leave room that a capacity report can count", () => {
    expect(addressesLeft({ cidr: "10.0.0.0/28", reserved })).toBe(9n);
    expect(addressesLeft({ cidr: "10.0.0.0/28", reserved, existing: { a: "10.0.0.3" } })).toBe(8n);
    expect(addressesLeft({ cidr: "10.0.0.0/28", first: "10.0.0.10" })).toBe(5n);
  });
});

describe("small networks", () => {
  test.each([
    ["10.0.0.0/30", ["10.0.0.1", "10.0.0.2"]],
    ["10.0.0.0/31", ["10.0.0.0", "10.0.0.1"]],
    ["10.0.0.9/32", ["10.0.0.9"]],
    ["2001:db8::/127", ["2001:db8::", "2001:db8::1"]],
    ["2001:db8::/126", ["2001:db8::1", "2001:db8::2", "2001:db8::3"]],
  ])("%s serves exactly its usable addresses", (cidr, addresses) => {
    const wanted = addresses.map((_, index) => `n${index}`);
    expect(Object.values(allocate({ cidr, wanted }))).toEqual(addresses);
    expect(faultsOf({ cidr, wanted: [...wanted, "more"] })[0]).toMatchObject({
      path: "wanted",
      message: `${addresses.length} addresses are left for ${addresses.length + 1} new names`,
    });
  });

  test("a /64 is served without counting it", () => {
    expect(
      allocate({ cidr: "2001:db8::/64", reserved: { half: "2001:db8::/65" }, wanted: ["a"] }),
    ).toEqual({ a: "2001:db8:0:0:8000::" });
  });
});

describe("fails for", () => {
  const cidr = "10.0.0.0/24";
  const outside = { message: "this is outside the network", allowed: "addresses of 10.0.0.0/24" };

  test.each<[string, AllocationRequest, Partial<Fault>]>([
    [
      "a network with host bits",
      { cidr: "10.0.0.5/24", wanted: [] },
      { path: "cidr", fix: 'did you mean "10.0.0.0/24"?' },
    ],
    [
      "a first address outside",
      { cidr, first: "10.0.1.1", wanted: [] },
      { path: "first", ...outside },
    ],
    [
      "a reserved address outside",
      { cidr, reserved: { gateway: "10.0.1.1" }, wanted: [] },
      { path: "reserved.gateway", ...outside },
    ],
    [
      "an existing address outside",
      { cidr, existing: { a: "10.0.1.1" }, wanted: [] },
      { path: "existing.a", ...outside },
    ],
    [
      "an existing address of the other family",
      { cidr, existing: { a: "::a00:1" }, wanted: [] },
      { path: "existing.a", ...outside },
    ],
    [
      "an existing broadcast address",
      { cidr, existing: { a: "10.0.0.255" }, wanted: [] },
      { path: "existing.a", value: "10.0.0.255" },
    ],
    [
      "an address that two names have",
      { cidr, existing: { a: "10.0.0.9", b: "10.0.0.9" }, wanted: [] },
      { path: "existing.b", message: "the address is given to a already" },
    ],
    [
      "an address that was reserved later",
      { cidr, reserved: { gateway: "10.0.0.9" }, existing: { a: "10.0.0.9" }, wanted: [] },
      { path: "existing.a", message: "the address is reserved (gateway)" },
    ],
    [
      "a name that is wanted twice",
      { cidr, wanted: ["a", "b", "a"] },
      { path: "wanted[2]", message: "the name is wanted twice", value: "a" },
    ],
    ["an empty name", { cidr, wanted: [""] }, { path: "wanted[0]", message: "a name is empty" }],
    [
      "a text that is no address",
      { cidr, existing: { a: "10.0.0.09" }, wanted: [] },
      { path: "existing.a", fix: 'did you mean "10.0.0.9"?' },
    ],
    [
      "more names than there are addresses from the first on",
      { cidr, first: "10.0.0.254", wanted: ["a", "b"] },
      { path: "wanted", message: "1 addresses are left for 2 new names" },
    ],
  ])("%s", (_, request, fault) => {
    const faults = faultsOf(request);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject(fault);
  });

  test("several faults together", () => {
    const paths = faultsOf({
      cidr,
      first: "nowhere",
      reserved: { gateway: "10.0.0" },
      existing: { a: "10.9.9.9" },
      wanted: ["x", "x"],
    }).map(({ path }) => path);
    expect(paths).toEqual(["reserved.gateway", "existing.a", "first", "wanted[1]"]);
  });
});

describe("properties of allocation", () => {
  const names = fc.uniqueArray(
    fc.oneof(
      fc.string({ minLength: 1, maxLength: 8 }),
      fc.constantFrom("__proto__", "7", "toString"),
    ),
    { maxLength: 12 },
  );
  const requests = fc
    .tuple(smallCidrs, names, fc.array(fc.nat(), { maxLength: 3 }), fc.nat())
    .map(([cidr, wanted, taken, start]) => {
      const at = (n: number) => formatAddress(nthAddress(cidr, BigInt(n) % addressCount(cidr)));
      return {
        cidr: formatCidr(cidr),
        first: at(start),
        reserved: Object.fromEntries(taken.map((n, index) => [`r${index}`, at(n)])),
        wanted,
      };
    });
  const attempt = (request: AllocationRequest) => {
    try {
      return allocate(request);
    } catch (error) {
      expect(error).toBeInstanceOf(FaultsError);
      return undefined;
    }
  };

  test("all addresses are distinct, inside, usable, from the first on and not reserved", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const plan = attempt(request);
        fc.pre(plan !== undefined);
        const cidr = parseCidr(request.cidr);
        const reserved = AddressSet.of(...Object.values(request.reserved));
        const addresses = Object.values(plan).map(parseAddress);
        expect(Object.keys(plan).sort()).toEqual([...request.wanted].sort());
        expect(AddressSet.fromAddress(...addresses).size).toBe(BigInt(addresses.length));
        for (const address of addresses) {
          expect(cidrContains(cidr, address) && isUsableHost(cidr, address)).toBe(true);
          expect(reserved.contains(address)).toBe(false);
          expect(address.value).toBeGreaterThanOrEqual(parseAddress(request.first).value);
        }
      }),
    );
  });

  test("nobody is renumbered, whatever is wanted next and in whatever order", () => {
    fc.assert(
      fc.property(requests, names, fc.boolean(), (request, more, front) => {
        const existing = attempt(request);
        fc.pre(existing !== undefined);
        const next = [
          ...new Set(front ? [...more, ...request.wanted] : [...request.wanted, ...more]),
        ];
        const plan = attempt({ ...request, existing, wanted: next });
        fc.pre(plan !== undefined);
        const after = new Map(Object.entries(plan));
        Object.entries(existing).forEach(([name, address]) => {
          expect(after.get(name)).toBe(address);
        });
        next.forEach((name) => expect(after.has(name)).toBe(true));
        expect(new Set(after.values()).size).toBe(after.size);
      }),
    );
  });

  test("the same request has the same answer, and asking again changes nothing", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const plan = attempt(request);
        expect(attempt(request)).toEqual(plan);
        fc.pre(plan !== undefined);
        expect(allocate({ ...request, existing: plan })).toEqual(plan);
      }),
    );
  });

  test("it fails exactly when there are more names than addresses left", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const fits = addressesLeft(request) >= BigInt(request.wanted.length);
        expect(attempt(request) !== undefined).toBe(fits);
      }),
    );
  });
});
