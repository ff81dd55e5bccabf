import { runCheck } from "../../../cli/check/check";
import type { MutationScore } from "../../../cli/check/score";
import { root } from "../exportedStack";
import { Lines } from "../lines";

jest.setTimeout(180_000);

interface Checked {
  mutation: MutationScore;
  findings: { status: string }[];
}

async function checked(stack: string, mutate: boolean) {
  const terminal = new Lines();
  const code = await runCheck({ stack, cwd: root, mutate, json: true }, terminal);
  const { mutation, findings } = terminal.json<Checked>();
  expect(findings.filter(({ status }) => status !== "holds")).toEqual([]);
  expect(findings.length).toBeGreaterThan(35);
  expect(code).toBe(0);
  return mutation;
}

describe("the expectations of remote-access-vpn", () => {
  test.each([
    ["remote-access-vpn-lab", "vpn-snat: removed"],
    ["remote-access-vpn-dev", "vpn-snat: any source"],
  ])("notice every small fault of %s that has an effect", async (stack, killed) => {
    const mutation = await checked(stack, true);
    expect(mutation).toMatchObject({ survived: [], stale: [], accepted: [] });
    expect(mutation.total).toBeGreaterThan(60);
    expect(mutation.killed.map(({ mutant }) => mutant)).toContain(killed);
  });

  test("hold below a gateway that the site has had for long", async () => {
    await checked("remote-access-vpn-prod", false);
  });
});
