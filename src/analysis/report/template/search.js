"use strict";
(function () {
  var box = document.getElementById("searchbox");
  var told = document.getElementById("found");
  var entries = Array.prototype.slice.call(document.querySelectorAll("[data-words]"));
  var fields = Array.prototype.slice.call(document.querySelectorAll("#searchbox [data-filter]"));
  if (!box || !told || !fields.length) { return; }
  box.hidden = false;
  function wanted(entry) {
    return fields.every(function (field) {
      var value = field.value.toLowerCase();
      var kind = field.getAttribute("data-filter");
      if (!value) { return true; }
      if (kind === "words") {
        var text = entry.getAttribute("data-words");
        return value.split(/\s+/).every(function (word) { return text.indexOf(word) !== -1; });
      }
      var has = (entry.getAttribute("data-" + (kind === "from" || kind === "to" ? "day" : kind)) || "").toLowerCase();
      if (kind === "from") { return has >= value; }
      if (kind === "to") { return has !== "" && has <= value; }
      return has.split("|").indexOf(value) !== -1;
    });
  }
  function show() {
    var count = 0;
    entries.forEach(function (entry) {
      entry.hidden = !wanted(entry);
      if (!entry.hidden) { count += 1; }
    });
    told.textContent = count + " of " + entries.length + " shown";
  }
  fields.forEach(function (field) { field.addEventListener("input", show); });
})();
