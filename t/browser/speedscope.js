// speedscope.js FILE...: opens each FILE in speedscope; prints what that then exports, a
// line each, summed up as {"profile": {"function": self}}, in the profile's unit.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { inBrowser } from "./browser.js";

const home = fileURLToPath(import.meta.resolve("speedscope/package.json"))
	.replace("package.json", "dist/release/index.html");

// Between two events, what is open and innermost runs.
function selfTimes(profile, frames) {
	const sums = {};
	const open = [];
	let before = profile.startValue;
	for (const { type, frame, at } of profile.events) {
		if (open.length > 0 && at > before) {
			const name = frames[open.at(-1)].name;
			sums[name] = (sums[name] ?? 0) + at - before;
		}
		if (type === "O")
			open.push(frame);
		else
			open.pop();
		before = at;
	}
	return sums;
}

async function openAndExport(page, path) {
	const said = [];
	page.on("console", (message) => said.push(message.text()));
	await page.goto(`file://${home}`);
	await page.setInputFiles("input[type=file]", path);
	const offer = page.getByText("Export").first();
	await offer.waitFor({ timeout: 30000 }).catch(() => {
		throw new Error(`speedscope does not open ${path}: ${said.join("; ")}`);
	});
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		offer.click(),
	]);
	const file = JSON.parse(fs.readFileSync(await download.path()));
	return Object.fromEntries(file.profiles.map(
		(profile) => [profile.name, selfTimes(profile, file.shared.frames)]));
}

await inBrowser(async (page) => {
	for (const path of process.argv.slice(2))
		console.log(JSON.stringify(await openAndExport(page, path)));
});
