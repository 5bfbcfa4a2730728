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

  @Test
  void reportsProgressTenTimesASecondAndOnceAtTheEnd() {
    DatasetReport report =
        SmallDataset.validator(SmallDataset.lines(0, 999))
            .timing(() -> nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)))
            .build()
            .validate(heard::add);

    assertThat(report.isValid()).isTrue();
    assertThat(heard).hasSize(11);
    assertThat(heard.get(0).lines()).isEqualTo(100);
    DatasetProgress end = heard.get(10);
    assertThat(end.lines()).isEqualTo(1000);
    assertThat(end.images()).isZero();
    assertThat(end.bytes()).isEqualTo(report.statistics().manifestBytes());
    assertThat(end.elapsed()).hasMillis(1001);
    assertThat(end).hasToString(end.toString()).isNotEqualTo(heard.get(0));
  }

  @Test
  void countsViolationsThatAreNotKept() {
    DatasetReport report =
        SmallDataset.validator("1", "2", "3").maxViolations(1).build().validate(heard::add);

    assertThat(report.violations()).hasSize(1);
    assertThat(heard.get(heard.size() - 1).violations()).containsEntry("line.not-object", 3L);
  }

  @Test
  void ignoresExceptionOfListener() {
    DatasetReport report =
        SmallDataset.validator("1")
            .build()
            .validate(
                progress -> {
                  throw new IllegalStateException("listener");
                });

    assertThat(report.isValid()).isFalse();
  }
}
