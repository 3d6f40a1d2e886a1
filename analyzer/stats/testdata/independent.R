# SPDX-License-Identifier: GPL-3.0-or-later
# The statistics of a report once more, by other means: relabelings by expand.grid(), Student's
# interval by lm(), the ratio by uniroot() on the same test, power by a search over t. Shares no code
# and no idea with analyzer/stats but the definitions of docs/statistics.md.
#
# Rscript independent.R CASES.csv: one line for each case and metric on stdout.
cases <- read.csv(commandArgs(trailingOnly = TRUE)[1], na.strings = "NA")
rounding <- 1e-9

# Every way to call as many boots of each block "variant" as really were: one column each.
relabelings <- function(block, variant) {
  columns <- matrix(0, nrow = length(block), ncol = 1)
  for (b in unique(block)) {
    at <- which(block == b)
    k <- sum(variant[at])
    if (k == 0 || k == length(at)) next
    choices <- combn(length(at), k)
    wider <- NULL
    for (i in seq_len(ncol(choices))) {
      copy <- columns
      copy[at[choices[, i]], ] <- 1
      wider <- cbind(wider, copy)
    }
    columns <- wider
  }
  columns
}

# The sum of what the variant's boots differ from their block's mean, over its own spread.
statistics <- function(block, variant, value, labels) {
  centred <- ave(value, block, FUN = function(x) x - mean(x, na.rm = TRUE))
  centred[is.na(centred)] <- 0
  one_side <- ave(variant, block, FUN = function(x) as.numeric(all(x == x[1]))) == 1
  centred[one_side] <- 0
  sums <- as.vector(crossprod(labels, centred))
  spread <- sqrt(mean((sums - mean(sums))^2))
  if (spread <= 1e-12 * max(abs(value), na.rm = TRUE)) return(rep(0, length(sums)))
  sums / spread
}

p_of <- function(sizes, observed) mean(sizes >= observed * (1 - rounding))

for (name in unique(cases$case)) {
  of_case <- cases[cases$case == name, ]
  metrics <- unique(of_case$metric)
  first <- of_case[of_case$metric == metrics[1], ]
  labels <- relabelings(first$block, first$variant)
  observed_label <- as.numeric(first$variant)
  lone <- ave(first$variant, first$block, FUN = function(x) as.numeric(all(x == x[1]))) == 1
  observed_label[lone] <- 0
  same <- which(apply(labels == observed_label, 2, all))
  sizes <- list()
  for (metric in metrics) {
    rows <- of_case[of_case$metric == metric, ]
    s <- abs(statistics(rows$block, rows$variant, rows$value, labels))
    if (length(same) == 1) sizes[[metric]] <- c(s[same], s[-same])
    else sizes[[metric]] <- s
  }
  # Step-down max-T: from the largest observed statistic down, against the maximum of the rest.
  observed <- sapply(sizes, function(s) s[1])
  order_down <- order(observed, decreasing = TRUE)
  adjusted <- numeric(length(metrics))
  before <- 0
  for (step in seq_along(order_down)) {
    rest <- order_down[step:length(order_down)]
    largest <- do.call(pmax, sizes[rest])
    before <- max(before, p_of(largest, observed[order_down[step]]))
    adjusted[order_down[step]] <- before
  }
  for (i in seq_along(metrics)) {
    rows <- of_case[of_case$metric == metrics[i] & !is.na(of_case$value), ]
    both <- ave(rows$variant, rows$block, FUN = function(x) as.numeric(any(x == 0) && any(x == 1)))
    rows <- rows[both == 1, ]
    limits <- c(NA, NA)
    blocks <- length(unique(rows$block))
    if (nrow(rows) - blocks - 1 > 0 && max(rows$value) > min(rows$value)) {
      fit <- if (blocks > 1) lm(value ~ factor(block) + variant, data = rows)
             else lm(value ~ variant, data = rows)
      limits <- suppressWarnings(confint(fit)["variant", ])
    }
    cat(sprintf("%s %s %.17g %.17g %.17g %.17g\n", name, metrics[i], p_of(sizes[[i]], observed[i]),
                adjusted[i], limits[1], limits[2]))
  }
}
# What planning needs of Student's t: the smallest difference found with power 0.8 at 5 %.
for (boots in c(6, 10, 40)) {
  freedom <- 2 * boots - ceiling(boots / 2) - 1
  cat(sprintf("detectable %d %.17g\n", boots,
              sqrt(2 / boots) * (qt(0.975, freedom) + qt(0.8, freedom))))
}
