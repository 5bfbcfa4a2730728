package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.function.Consumer;

/** Passes on the violations of one path. */
record Findings(String path, Limits limits, Consumer<Violation> found) {
  void error(String code, String actual, Limit limit, String remedy) {
    error(code, actual, limits.describe(limit), remedy);
  }

  void error(String code, String actual, String limit, String remedy) {
    found.accept(new Violation(Severity.ERROR, path, code, actual, limit, remedy));
  }

  void warning(String code, String actual, String remedy) {
    warning(code, actual, "", remedy);
  }

  void warning(String code, String actual, String limit, String remedy) {
    found.accept(new Violation(Severity.WARNING, path, code, actual, limit, remedy));
  }

  /** Describes a limit on which the documentation disagrees. */
  String describeWithSource(Limit limit) {
    return limits.describe(limit) + " according to " + limits.source(limit);
  }
}
