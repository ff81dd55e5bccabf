/** The HTML report in a real browser: https://playwright.dev, with the distribution's Chromium. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import AxeSource from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { reviewPage } from "../../cli/review/html/page";
import type { Resource } from "../../network/model/resource";
import { expect as expectThat } from "../../network/reason/expectation";
import { tcp } from "../../network/services";
import { folderWith } from "../cli/folder";
import { reviewOf, viewOf } from "../cli/review/sides";
import type { Networks } from "../cli/review/sides";
import { distributedRule, GROUPS, machine, site, threeTiers } from "../network/model/resources";

jest.setTimeout(120_000);

const BROWSERS = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

if (executablePath === undefined) {
  const message = "the HTML report needs a browser to be tested: install the package chromium";
  process.stderr.write(`${message}\n`);
  // A pipeline installs it; elsewhere the tests below count as skipped.
  test("a pipeline has a browser", () => {
    expect(process.env.CI === undefined ? "" : message).toBe("");
  });
}

const evil = `<script>window.hacked=1</script><img src=x onerror="window.hacked=1">|'\`](javascript:x)`;

/** The three tiers, with SSH to the database, a further machine and another VLAN on head. */
function threeTierChange(): Networks {
  const base = threeTiers();
  const change = (resource: Resource): Resource => {
    const inputs = { ...resource.inputs, ...(resource.name === "lan-10" ? { vlanId: 20 } : {}) };
    return { ...resource, inputs, outputs: { ...resource.outputs, ...inputs } };
  };
  const head = [
    ...base.map(change),
    machine("report", [{ networkId: "db", address: "10.0.9.6/24", gateway: "10.0.9.1" }]),
    distributedRule("ssh", 5, {
      sourceGroups: [`${GROUPS}/app`],
      destinationGroups: [`${GROUPS}/db`],
      serviceEntries: { l4PortSetEntries: [{ protocol: "TCP", destinationPorts: ["22"] }] },
      action: "ALLOW",
    }),
  ];
  const expectations = [
    expectThat("worker").canReach("mysql", tcp("3306")),
    expectThat("worker").neverReaches("mysql", tcp("22"), {
      because: "administrators use a jump host",
    }),
  ];
  return { base: viewOf(base, site, expectations), head: viewOf(head, site, expectations) };
}

/** Names that want to be HTML, in every place that a name has. */
function hostileChange(): Networks {
  const named = threeTiers().map((resource): Resource => {
    const name = { displayName: `${evil} ${resource.name}`, name: `${evil} ${resource.name}` };
    const inputs = { ...resource.inputs, ...name };
    return { ...resource, inputs, outputs: { ...resource.outputs, ...inputs } };
  });
  const [first, ...rest] = named;
  const long = machine("x".repeat(1_000_000), [{ networkId: "db", address: "10.0.9.7/24" }]);
  return {
    base: viewOf(first === undefined ? [] : [...rest, long], site),
    head: viewOf(named, site),
  };
}

const artefacts = join(__dirname, "../artefacts");
let folder: string;
let browser: Browser;

async function written(name: string, networks: Networks): Promise<string> {
  const stack = name === "hostile" ? evil : name;
  const review = await reviewOf({ [stack]: networks });
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await reviewPage(review, () => Promise.resolve(networks)));
  return file;
}

/** Opens a page; whatever it asks of a network, prints as an error or throws is collected. */
async function open(file: string, width = 1000, colorScheme: "light" | "dark" = "light") {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") {
      troubles.push(message.text());
    }
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) {
      troubles.push(request.url());
    }
  });
  page.setDefaultTimeout(20_000);
  await page.goto(pathToFileURL(file).href);
  return { page, troubles };
}

async function complaints(page: Page): Promise<string[]> {
  // The page's policy forbids scripts; the developer tools may run one all the same.
  await page.evaluate(AxeSource.source);
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: typeof AxeSource };
    return axe.run();
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

(executablePath === undefined ? describe.skip : describe)("the HTML report in a browser", () => {
  let report: string;

  beforeAll(async () => {
    folder = folderWith();
    mkdirSync(artefacts, { recursive: true });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: FLAGS });
    report = await written("three-tiers", threeTierChange());
  });

  afterAll(async () => {
    await browser.close();
  });

  test("a click on a cell shows what opens, the path and the rule that decides", async () => {
    const { page, troubles } = await open(report);
    const cell = page.getByRole("button", { name: /^worker to db/ });
    const panel = page.locator("[data-panel]");
    expect(await panel.innerText()).toBe("No cell is open.");
    await cell.click();
    expect(await cell.getAttribute("aria-expanded")).toBe("true");
    const text = await panel.innerText();
    expect(text).toContain("opened: tcp 22");
    expect(text).toMatch(/allowed by rule (ssh|app-to-db)/);
    expect(text).toMatch(/delivered to mysql/);
    const denied = page.getByRole("button", { name: /^db: 2 machines to worker/ }).first();
    await denied.click();
    expect(await cell.getAttribute("aria-expanded")).toBe("false");
    expect(await panel.innerText()).toMatch(/Nothing gets through.*denied/s);
    await denied.click();
    expect(await panel.innerText()).toBe("No cell is open.");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("the keyboard alone walks the map, opens a cell and leaves it", async () => {
    const { page } = await open(report);
    const focused = () =>
      page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? ""');
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement?.textContent")).toContain("Skip");
    const first = page.locator("table.heat button").first();
    await first.focus();
    const start = await focused();
    await page.keyboard.press("ArrowRight");
    const right = await focused();
    expect(right.split(" to ")[0]).toBe(start.split(" to ")[0]);
    expect(right).not.toBe(start);
    await page.keyboard.press("ArrowDown");
    expect((await focused()).split(" to ")[0]).not.toBe(start.split(" to ")[0]);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    expect(await page.locator("[data-panel]").innerText()).toContain("→");
    await page.keyboard.press("Escape");
    expect(await page.locator("[data-panel]").innerText()).toBe("No cell is open.");
    expect(await page.locator('table.heat button[tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  test.each([
    [1000, "light"],
    [1000, "dark"],
    [400, "light"],
    [400, "dark"],
  ] as const)(
    "at %i pixels, %s, axe finds nothing serious and nothing is cut off",
    async (width, scheme) => {
      const { page, troubles } = await open(report, width, scheme);
      await page.getByRole("button", { name: /^worker to db/ }).click();
      await page.screenshot({
        path: join(artefacts, `review-${width}-${scheme}.png`),
        fullPage: true,
      });
      for (const summary of await page.locator("summary").all()) {
        await summary.click();
      }
      expect(await complaints(page)).toEqual([]);
      const sideways = await page.evaluate<number>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(sideways).toBeLessThanOrEqual(0);
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  test("hostile names neither run nor break the page", async () => {
    const file = await written("hostile", hostileChange());
    const { page, troubles } = await open(file, 400);
    for (const button of (await page.locator("table.heat button").all()).slice(0, 6)) {
      await button.click();
    }
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
    expect(await page.locator("img, iframe, object, a[href^=javascript]").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("h2").innerText()).toContain("<script>window.hacked=1</script>");
    expect((await page.content()).length).toBeLessThan(3_000_000);
    expect(await complaints(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.close();
  });
});
