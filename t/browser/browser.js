// browser.js: Debian's Chromium, for one script.
import { chromium } from "playwright-core";

// Call use(page) in a page of its own; what goes wrong in the page is an error here.
export async function inBrowser(use) {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		// Root, as in a container, cannot have its sandbox.
		args: ["--no-sandbox", "--allow-file-access-from-files"],
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1240, height: 900 } });
		page.on("pageerror", (error) => {
			console.error(error);
			process.exitCode = 1;
		});
		await use(page);
	} finally {
		await browser.close();
	}
}
