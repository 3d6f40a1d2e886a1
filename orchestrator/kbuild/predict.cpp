// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "kbuild/builder.h"
#include "kbuild/request.h"
#include "kbuild/timings.h"
#include "kbuild/tree_state.h"

namespace folioscope::kbuild {

Result<std::vector<Prediction>> predict_all(const std::vector<Recipe>& recipes,
                                            const std::filesystem::path& cache) {
  const Timings timings = load_timings(cache);
  std::vector<Prediction> predictions;
  std::set<std::filesystem::path> warm;  // by a recipe before this one
  std::set<std::string> built;
  for (const Recipe& recipe : recipes) {
    if (!is_here(recipe.base, cache)) {  // fetched by build(), which then begins from nothing
      predictions.push_back({Prediction::Kind::Cold, timings.cold_seconds});
      continue;
    }
    TRY(const Request request, look_up(recipe, cache, Network::Forbidden, {}));
    if (find_kernel(request, cache) || !built.insert(request.hash).second)
      predictions.push_back({Prediction::Kind::Reused, 0});
    else if (!warm.insert(request.tree).second || load_tree_state(request.tree / "state").built)
      predictions.push_back({Prediction::Kind::Incremental, timings.incremental_seconds});
    else
      predictions.push_back({Prediction::Kind::Cold, timings.cold_seconds});
  }
  return predictions;
}

Result<Prediction> predict(const Recipe& recipe, const std::filesystem::path& cache) {
  TRY(const std::vector<Prediction> predictions, predict_all({recipe}, cache));
  return predictions.front();
}

}  // namespace folioscope::kbuild
