// Opens pages that rostrum made in Chromium and looks: one request, nothing on the console, nothing foreign runs, axe finds
// nothing at two widths in both schemes, filters, links, tables and keys work, without a script the page is whole, and it prints.
//
//   node look.mjs FOLDER PAGE…   screenshots and PDFs go to FOLDER

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [1280, 390];
const SCHEMES = ["light", "dark"];

// a page, with all that it asked for and said
async function open(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const heard = { requests: [], said: [] };
  page.on("request", request => heard.requests.push(request.url()));
  page.on("console", message => heard.said.push(message.text()));
  page.on("pageerror", error => heard.said.push(String(error)));
  page.on("dialog", dialog => { heard.said.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("popup", () => heard.said.push("a window"));
  await page.goto(pathToFileURL(file).href);
  return { page, heard, close: () => context.close() };
}

const rows = page => page.locator("#rows > tr");

async function quiet(browser, file) {
  const { page, heard, close } = await open(browser, file);
  await page.waitForTimeout(300);
  assert.deepEqual(heard.said, [], "something was said on the console");
  assert.equal(heard.requests.length, 1, `one request, not ${heard.requests}`);
  assert.equal(await page.evaluate(() => window.hostile), undefined, "a text of the tables has run");
  assert.equal(await page.evaluate(() => document.querySelectorAll("script").length), 1 + await page.locator("#data").count());
  assert.equal(await page.locator("[style], img, iframe, link, object, [onerror], [onload], [onclick]").count(), 0);
  await close();
}

async function accessible(browser, file, out, name) {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const { page, heard, close } = await open(browser, file, { viewport: { width, height: 900 }, colorScheme });
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const faults = found.violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join("\n  ")}`);
      await page.screenshot({ path: join(out, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      assert.deepEqual(faults, [], `axe at ${width} pixels, ${colorScheme}:\n${faults.join("\n")}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels wider than ${width}`);
      assert.deepEqual(heard.said, []);
      await close();
    }
  }
}

async function without_script(browser, file) {
  const scripted = await open(browser, file);
  const { page, close } = await open(browser, file, { javaScriptEnabled: false });
  const sections = await page.locator("section > h2").allTextContents();
  assert.ok(sections.length >= 9, `sections: ${sections}`);
  assert.ok(await rows(page).count() <= 200 && await page.locator("#speakers tbody tr").count() <= 50);
  assert.match(await page.locator("#speakers .shown").textContent(), /^(\d+ speakers?|\d+ of [\d,]+ speakers)$/);
  assert.equal(await page.locator(".needs-script:visible").count(), 0, "what needs a script is hidden");
  // the script shows the same sentences first
  const said = target => target.locator("#rows > tr").evaluateAll(all => all.map(row => row.dataset.sentence));
  const before = await said(page);
  await scripted.page.locator("#by-order").selectOption("spoken");
  await scripted.page.locator("#by-order").selectOption("strongest");
  assert.deepEqual(await said(scripted.page), before);
  await close();
  await scripted.close();
}

async function sentences(browser, file) {
  const { page, heard, close } = await open(browser, file);
  const data = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent));
  const [SPEAKER, TEXT, NEGATIVE, POSITIVE, TOPICS, ENTITIES] = [4, 5, 6, 7, 8, 9];
  const count = async () => Number((await page.locator("#count").textContent()).match(/of ([\d,]+)/)[1].replaceAll(",", ""));
  await page.locator("#clear").click();
  assert.equal(await count(), data.rows.length);
  for (const at of [0, data.speakers.length - 1]) {
    await page.locator("#clear").click();
    await page.locator("#by-speaker").selectOption(String(at));
    assert.equal(await count(), data.rows.filter(row => row[SPEAKER] === at).length, data.speakers[at].slice(0, 100));
  }
  await page.locator("#clear").click();
  await page.locator("#by-tone").selectOption("positive");
  await page.locator("#by-order").selectOption("positive");
  const shown = (await page.locator("#rows td.v [data-csv]").evaluateAll(all => all.map(value => Number(value.dataset.csv))));
  assert.ok(shown.length <= 200 && shown.every((value, at) => at === 0 || value <= shown[at - 1]), "most positive first");
  assert.ok(shown.length === 0 || shown[0] === Math.max(...data.rows.map(row => row[POSITIVE] - row[NEGATIVE])) / 1e6);
  await page.locator("#clear").click();
  const word = data.rows[0][TEXT].split(/\s+/).find(word => word.length > 3) ?? data.rows[0][TEXT];
  await page.locator("#by-text").fill(word);
  assert.equal(await count(), data.rows.filter(row => row[TEXT].toLowerCase().includes(word.toLowerCase())).length);
  await page.locator("#clear").click();
  for (let topic = 0; topic < data.topics.length; topic++) {
    const about = data.rows.filter(row => row[TOPICS].some((at, place) => place % 3 === 0 && at === topic));
    if (about.length === 0) continue;
    await page.locator("#by-topic").selectOption(String(topic));
    assert.equal(await count(), about.length);
    assert.ok(await rows(page).count() <= about.length);
  }
  await page.locator("#clear").click();
  const entity = data.entities.findIndex((_, at) => data.rows.some(row => row[ENTITIES].some((e, place) => place % 2 === 0 && e === at)));
  if (entity >= 0) {
    await page.locator("#by-entity").selectOption(String(entity));
    assert.equal(await count(), data.rows.filter(row => row[ENTITIES].some((e, place) => place % 2 === 0 && e === entity)).length);
  }
  await page.locator("#clear").click();
  if (data.rows.length > 200) {
    const before = await rows(page).first().getAttribute("data-sentence");
    await page.locator("#forth").click();
    assert.notEqual(await rows(page).first().getAttribute("data-sentence"), before);
    await page.locator("#back").click();
    assert.equal(await rows(page).first().getAttribute("data-sentence"), before);
  }
  assert.deepEqual(heard.said, []);
  await close();
}

async function links(browser, file) {
  const { page, heard, close } = await open(browser, file);
  // a link is followed in a moment
  const led = name => page.locator("#by-speaker option:checked", { hasText: name }).waitFor({ state: "attached", timeout: 5000 });
  // any mark leads to the sentences behind it, by mouse and by keyboard
  for (const row of await page.locator("#speakers tbody tr").all().then(all => all.slice(0, 3))) {
    const name = await row.locator("th bdi").first().textContent();
    await row.locator("td.draw a").click();
    await led(name);
    const told = await page.locator("#rows td.where bdi:first-child").allTextContents();
    assert.ok(told.every(speaker => speaker === name), `only ${name}`);
    await page.locator("#clear").click();
    await row.locator("th a").focus();
    await page.keyboard.press("Enter");
    await led(name);
  }
  // the answer leads to its figure
  for (const link of await page.locator("#short li a").all()) {
    const to = (await link.getAttribute("href")).slice(1);
    await link.click();
    await page.locator(`[id="${to}"]`).waitFor({ timeout: 5000 });
  }
  // a document leads to its sentences, from the list and from a circle
  for (const selector of ["#reading tbody th a", "#time svg a"]) {
    const link = page.locator(selector).first();
    if (await link.count() === 0) continue;
    await page.locator("#clear").click();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.locator("#count", { hasText: / of .+ of / }).or(page.locator("#count", { hasText: /^0 of 0/ })).waitFor({ timeout: 5000 });
    const places = new Set(await page.locator("#rows td.where bdi:last-child").evaluateAll(all => all.map(place => place.textContent.replace(/turn \d+$/, ""))));
    assert.ok(places.size <= 1, [...places].join("; "));
  }
  await page.locator("#clear").click();
  const name = await page.locator("#speakers tbody th bdi").first().textContent();
  const fresh = await open(browser, file);
  await fresh.page.goto(`${pathToFileURL(file).href}#speaker=${encodeURIComponent(name)}`);
  await fresh.page.reload();
  assert.equal(await fresh.page.locator("#by-speaker option:checked").textContent(), name, "a link from elsewhere");
  await fresh.close();
  assert.deepEqual(heard.said, []);
  await close();
}

async function tables(browser, file) {
  const { page, heard, close } = await open(browser, file);
  const speakers = page.locator("#speakers table");
  const column = async at => page.locator(`#speakers tbody tr td:nth-of-type(${at})`).evaluateAll(all => all.map(cell => Number(cell.querySelector("[data-csv]").dataset.csv)));
  if (await speakers.locator("thead button").count() > 1) {
    await speakers.locator("thead button", { hasText: "Sentences" }).click();
    const falling = await column(1);
    assert.ok(falling.every((n, at) => at === 0 || n <= falling[at - 1]), "the largest first");
    await speakers.locator("thead button", { hasText: "Sentences" }).click();
    assert.equal(await speakers.locator("[aria-sort=ascending]").count(), 1);
    const rising = await column(1);
    assert.ok(rising.every((n, at) => at === 0 || n >= rising[at - 1]), "the smallest first");
    assert.ok(rising.length <= 50);
  }
  const picked = page.locator("#pick-a");
  if (await picked.count() > 0 && await picked.locator("option").count() > 2) {
    const names = await picked.locator("option").allTextContents();
    await picked.selectOption(names[0]);
    await page.locator("#pick-b").selectOption(names[1]);
    const text = await page.locator("#pair").textContent();
    assert.ok(text.includes("were not compared") || (text.includes(names[0]) && text.includes(names[1])), text.slice(0, 200));
    await page.locator("#pick-b").selectOption(names[0]);
    assert.match(await page.locator("#pair").textContent(), /Choose two/);
  }
  assert.deepEqual(heard.said, []);
  await close();
}

async function prints(browser, file, out, name) {
  const { page, close } = await open(browser, file);
  const path = join(out, `${name}.pdf`);
  await page.pdf({ path, format: "A4", printBackground: true });
  assert.ok(statSync(path).size > 10_000);
  await close();
}

const [out, ...files] = process.argv.slice(2).map(path => resolve(path));
mkdirSync(out, { recursive: true });
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
assert.ok(executablePath, "no chromium: apt-get install chromium");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const file of files) {
    const name = basename(dirname(file));
    for (const look of [quiet, without_script, sentences, links, tables, accessible, prints]) {
      await look(browser, file, out, name).catch(fault => {
        fault.message = `${file}, ${look.name}: ${fault.message}`;
        throw fault;
      });
    }
    console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB, as it should be`);
  }
} finally {
  await browser.close();
}
