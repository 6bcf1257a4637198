// flamegraph.js FILE NAME: opens a flame graph on its own, and uses it as one does.
import assert from "node:assert/strict";
import { inBrowser } from "./browser.js";

const [, , file, name] = process.argv;
const wide = 1180;

await inBrowser(async (page) => {
	await page.goto(`file://${file}`);
	const frames = page.locator("g[data-of]");
	const shown = frames.filter({ visible: true });
	const frame = page.locator(`g[data-name="${name}"]`).first();
	const width = async (of) => +(await of.locator("rect").getAttribute("width"));
	const before = await width(frame);
	const count = await frames.count();

	// As drawn: all of it, and each frame's width is its share.
	assert.equal(await shown.count(), count);
	const total = +(await page.locator("svg").getAttribute("data-total"));
	const share = +(await frame.getAttribute("data-of")) / total;
	assert.ok(Math.abs(before - share * wide) < 0.01);
	assert.ok(before < wide - 1, "the frame must not be all of it");

	// A click makes it as wide as there is room; others go, or stay behind.
	await frame.click();
	assert.ok(Math.abs(await width(frame) - wide) < 0.01);
	assert.ok(await shown.count() < count);
	// Behind it is every frame that it is drawn upon, and "all".
	assert.equal(await page.locator("g.behind").filter({ visible: true }).count(),
		+(await frame.getAttribute("data-level")));
	assert.equal(await page.locator("#details").textContent(),
		await frame.locator("title").textContent());

	// Searching marks it, and says how much it is, each stack counted once.
	await page.keyboard.press("/");
	await page.keyboard.type(`^${name}$`);
	const all = await page.locator(`g[data-name="${name}"]`).count();
	assert.equal(await page.locator("g.match").count(), all);
	assert.match(await page.locator("#found").textContent(), /^matched: [0-9.]+ %$/);
	await page.fill("#search", "(");
	assert.match(await page.locator("#found").textContent(), /nterminated group/);

	// Escape: as at first.
	await page.keyboard.press("Escape");
	assert.equal(await shown.count(), count);
	assert.ok(Math.abs(await width(frame) - before) < 0.01);
	assert.equal(await page.locator("g.match").count(), 0);
	assert.equal(await page.locator("#found").textContent(), "");
	console.log(`${count} frames`);
});
