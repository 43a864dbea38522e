/* A document: the passage that the address names is shown, and a note shows its passage. */
const places = json("places");

function light(number, name) {
  const parts = document.querySelectorAll(`[data-p~="${number}"]`);
  parts.forEach((part) => part.classList.add(name));
  return parts[0];
}

function dim(name) {
  document.querySelectorAll(`.${name}`).forEach((part) => part.classList.remove(name));
}

/* An address names a passage by its first and last character; one that is not there leads to what begins nearest. */
function goToPlace() {
  const named = location.hash.match(/^#(\d+)-(\d+)$/);
  dim("found");
  if (!named || !places.length) return;
  const [start, end] = [Number(named[1]), Number(named[2])];
  const distance = ([first, last]) => Math.abs(first - start) * 1e7 + Math.abs(last - end);
  const best = places.reduce((one, place, position) => (distance(place) < distance(places[one]) ? position : one), 0);
  const part = light(best, "found");
  if (part) part.scrollIntoView({ block: "center" });
}

for (const note of document.querySelectorAll(".note")) {
  const show = () => light(note.dataset.of, "shown");
  const hide = () => dim("shown");
  note.addEventListener("pointerenter", show);
  note.addEventListener("pointerleave", hide);
  note.addEventListener("focusin", show);
  note.addEventListener("focusout", hide);
}
addEventListener("hashchange", goToPlace);
goToPlace();
