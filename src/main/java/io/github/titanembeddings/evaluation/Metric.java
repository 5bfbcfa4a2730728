package io.github.titanembeddings.evaluation;

/** A measure of retrieval quality, computed from the rank of each query's best correct answer. */
public enum Metric {
  /** The share of queries with a correct answer in first place. */
  RECALL_AT_1("recall@1"),
  /** The share of queries with a correct answer among the first five. */
  RECALL_AT_5("recall@5"),
  /** The share of queries with a correct answer among the first ten. */
  RECALL_AT_10("recall@10"),
  /** The mean reciprocal rank of the first correct answer; a query without one counts as 0. */
  MRR("MRR"),
  /** The median rank of the first correct answer; infinite if most queries have none. */
  MEDIAN_RANK("median rank");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Returns the name in reports, such as {@code recall@1}. */
  public String label() {
    return label;
  }
}
