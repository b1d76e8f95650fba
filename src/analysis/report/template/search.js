"use strict";
(function () {
  var field = document.getElementById("search");
  var told = document.getElementById("found");
  var entries = Array.prototype.slice.call(document.querySelectorAll("[data-words]"));
  var box = document.getElementById("searchbox");
  if (!field || !told || !box) { return; }
  box.hidden = false;
  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    entries.forEach(function (entry) {
      var text = entry.getAttribute("data-words");
      var all = words.every(function (word) { return text.indexOf(word) !== -1; });
      entry.hidden = !all;
      if (all) { count += 1; }
    });
    told.textContent = count + " of " + entries.length + " shown";
  });
})();
