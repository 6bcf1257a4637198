"use strict";
// A flame graph's own script: a click zooms, typing searches, Escape undoes.
const svg = document.documentElement;
const left = 10, wide = 1180, glyph = 7.2; // as in flamegraph.c
const total = +svg.dataset.total;
const details = document.getElementById("details");
const found = document.getElementById("found");
const input = document.getElementById("search");
const frames = [...svg.querySelectorAll("g[data-of]")].map((group) => ({
	group,
	box: group.querySelector("rect"),
	label: group.querySelector("text"),
	name: group.dataset.name,
	title: group.querySelector("title").textContent,
	from: +group.dataset.at,
	weight: +group.dataset.of,
	level: +group.dataset.level,
}));

function place(frame, from, to) {
	const x = left + wide * from, width = wide * (to - from);
	const room = Math.floor((width - 6) / glyph);
	frame.box.setAttribute("x", x);
	frame.box.setAttribute("width", width);
	frame.label.setAttribute("x", x + 3);
	frame.label.textContent = room < 3 ? "" :
		frame.name.length <= room ? frame.name :
		frame.name.slice(0, room - 2) + "..";
}

// The part of the whole that one frame has is in that of the other: in whole numbers,
// since a quotient of the same two ends may be just below 1.
function within(inner, outer) {
	return inner.from >= outer.from &&
		inner.from + inner.weight <= outer.from + outer.weight;
}

// Show what is below a frame as wide as there is room, and what is above it behind.
function zoom(to) {
	for (const frame of frames) {
		const from = (frame.from - to.from) / to.weight;
		const until = from + frame.weight / to.weight;
		const behind = frame.level < to.level && within(to, frame);
		const inside = frame.level >= to.level && within(frame, to);
		frame.group.style.display = behind || inside ? "" : "none";
		frame.group.classList.toggle("behind", behind);
		if (behind || inside)
			place(frame, Math.max(from, 0), Math.min(until, 1));
	}
}

// Each part of the whole counts once, however many frames on a stack match.
function share(matching) {
	let sum = 0, end = 0;
	for (const frame of matching.sort((a, b) => a.from - b.from || b.weight - a.weight)) {
		if (frame.from < end)
			continue;
		sum += frame.weight;
		end = frame.from + frame.weight;
	}
	return 100 * sum / total;
}

function search(text) {
	let pattern = null;
	try {
		pattern = text ? new RegExp(text) : null;
	} catch (error) {
		found.textContent = error.message;
		return;
	}
	const matching = frames.filter((frame) => {
		const matches = pattern !== null && pattern.test(frame.name);
		frame.group.classList.toggle("match", matches);
		return matches;
	});
	found.textContent = pattern ? `matched: ${share(matching).toFixed(2)} %` : "";
}

svg.addEventListener("click", (event) => {
	const group = event.target.closest("g[data-of]");
	if (group)
		zoom(frames.find((frame) => frame.group === group));
});
svg.addEventListener("mouseover", (event) => {
	const group = event.target.closest("g[data-of]");
	details.textContent = group ? group.querySelector("title").textContent : "";
});
input.addEventListener("input", () => search(input.value));
addEventListener("keydown", (event) => {
	if (event.key === "Escape") {
		input.value = "";
		search("");
		zoom(frames[0]);
	} else if (event.key === "/" && event.target !== input) {
		event.preventDefault();
		input.focus();
	}
});
