package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Notifications of a listener, with a virtual clock. */
class DatasetProgressTest {
  private final AtomicLong nanos = new AtomicLong(5);
  private final List<DatasetProgress> heard = new ArrayList<>();
  private final List<DatasetViolation> violations = new ArrayList<>();

  private final DatasetListener listener =
      new DatasetListener() {
        @Override
        public void onProgress(DatasetProgress progress) {
          heard.add(progress);
        }

        @Override
        public void onViolation(DatasetViolation violation) {
          violations.add(violation);
        }
      };

  @Test
  void reportsProgressTenTimesASecondAndOnceAtTheEnd() {
    DatasetReport report =
        MadeSet.validator(MadeSet.lines(0, 999))
            .nanoClock(() -> nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)))
            .build()
            .validate(listener);

    assertThat(report.isValid()).isTrue();
    assertThat(heard).hasSize(11);
    assertThat(heard.get(0).lines()).isEqualTo(100);
    assertThat(heard.get(0).linesPerSecond()).isEqualTo(1000);
    DatasetProgress end = heard.get(10);
    assertThat(end.lines()).isEqualTo(1000);
    assertThat(end.images()).isZero();
    assertThat(end.imagesPerSecond()).isZero();
    assertThat(end.bytes()).isEqualTo(report.statistics().manifestBytes());
    assertThat(end.elapsed()).hasMillis(1001);
    assertThat(end).hasToString(end.toString()).isNotEqualTo(heard.get(0));
  }

  @Test
  void notifiesListenerOfViolationsThatAreNotKept() {
    DatasetReport report =
        MadeSet.validator("1", "2", "3").maxViolations(1).build().validate(listener);

    assertThat(violations).hasSize(3);
    assertThat(violations.get(2).line()).isEqualTo(3);
    assertThat(report.violations()).hasSize(1);
    assertThat(heard.get(heard.size() - 1).violations()).containsEntry("line.not-object", 3L);
  }

  @Test
  void ignoresExceptionOfListener() {
    DatasetReport report =
        MadeSet.validator("1")
            .build()
            .validate(
                progress -> {
                  throw new IllegalStateException("listener");
                });

    assertThat(report.isValid()).isFalse();
  }
}
