package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetProgress;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetViolation;
import io.github.titanembeddings.finetune.dataset.internal.manifest.ViolationPaths;
import io.github.titanembeddings.validation.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers of each line what is a reason to drop or to mend it. */
final class LineFindings implements DatasetListener {
  private static final Comparator<Violation> ORDER =
      Comparator.comparing(Violation::path).thenComparing(Violation::code);

  private final Map<DatasetRole, Map<Long, List<Violation>>> byLine = new HashMap<>();
  private final Set<String> droppedWarnings;
  private final DatasetListener listener;

  LineFindings(Set<String> droppedWarnings, DatasetListener listener) {
    this.droppedWarnings = droppedWarnings;
    this.listener = listener;
    for (DatasetRole role : DatasetRole.values()) {
      byLine.put(role, new HashMap<>());
    }
  }

  @Override
  public void onProgress(DatasetProgress progress) {
    listener.onProgress(progress);
  }

  @Override
  public void onViolation(DatasetViolation found) {
    Violation violation = found.violation();
    boolean wanted =
        isReason(violation) || violation.code().startsWith(ViolationPaths.CAPTION + ".");
    if (wanted && found.line() > 0) {
      byLine
          .getOrDefault(found.role(), Map.of())
          .computeIfAbsent(found.line(), line -> new ArrayList<>(1))
          .add(violation);
    }
    listener.onViolation(found);
  }

  /** Whether a line must not stay as it is. */
  boolean isReason(Violation violation) {
    return violation.severity() == Violation.Severity.ERROR
        || droppedWarnings.contains(violation.code());
  }

  /** What was found in a line, in a fixed order. */
  List<Violation> of(DatasetRole role, long line) {
    return byLine.getOrDefault(role, Map.of()).getOrDefault(line, List.of()).stream()
        .sorted(ORDER)
        .toList();
  }
}
