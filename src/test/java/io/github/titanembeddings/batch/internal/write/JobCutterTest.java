package io.github.titanembeddings.batch.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCutterTest {
  private static final Limits LIMITS = Limits.titanMultimodalG1();

  /** The records and bytes of each job, and the records left over. */
  private record Cut(List<Long> records, List<Long> bytes, int left, int mostHeld) {}

  private static Cut cut(Limits limits, LongStream sizes) {
    TreeMap<Integer, long[]> jobs = new TreeMap<>();
    List<Long> placed = new ArrayList<>();
    long[] counts = new long[3]; // held, placed of the held, most held
    JobCutter<Long> cutter =
        new JobCutter<>(
            limits,
            0,
            size -> size,
            size -> {
              counts[0]++;
              return size;
            },
            (size, job) -> {
              long[] sums = jobs.computeIfAbsent(job, n -> new long[2]);
              sums[0]++;
              sums[1] += size;
              placed.add(size);
              assertThat(job).as("in order").isEqualTo(jobs.lastKey());
            });
    List<Long> given = sizes.boxed().toList();
    int added = 0;
    for (Long size : given) {
      cutter.add(size);
      added++;
      counts[2] = Math.max(counts[2], added - placed.size());
    }
    int left = cutter.finish().size();
    assertThat(placed).isEqualTo(given.subList(0, given.size() - left));
    return new Cut(
        jobs.values().stream().map(sums -> sums[0]).toList(),
        jobs.values().stream().map(sums -> sums[1]).toList(),
        left,
        (int) counts[2]);
  }

  @ParameterizedTest
  @CsvSource({
    "100, '100'",
    "101, '101'",
    "49901, '49901'",
    "50000, '50000'",
    "50001, '49901,100'",
    "50050, '49950,100'",
    "50099, '49999,100'",
    "50100, '50000,100'",
    "50101, '50000,101'",
    "100000, '50000,50000'",
    "100001, '50000,49901,100'",
  })
  void givesEveryJobTheMinimum(int records, String expected) {
    Cut cut = cut(LIMITS, LongStream.generate(() -> 1).limit(records));

    assertThat(cut.records().toString().replaceAll("[\\[ \\]]", "")).isEqualTo(expected);
    assertThat(cut.left()).isZero();
    assertThat(cut.mostHeld()).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99})
  void reportsTooFewRecords(int records) {
    Cut cut = cut(LIMITS, LongStream.generate(() -> 1).limit(records));

    assertThat(cut.records()).isEmpty();
    assertThat(cut.left()).isEqualTo(records);
  }

  @Test
  void closesAJobAtItsBytes() {
    long size = 1_000_000;

    Cut cut = cut(LIMITS, LongStream.generate(() -> size).limit(12_000));

    assertThat(cut.bytes()).allMatch(bytes -> bytes <= 5_000_000_000L);
    assertThat(cut.records()).containsExactly(5_000L, 5_000L, 2_000L);
  }

  @Test
  void dividesTheLargestRecords() {
    Cut cut = cut(LIMITS, LongStream.generate(() -> 25_000_000).limit(250));

    assertThat(cut.records()).containsExactly(150L, 100L);
    assertThat(cut.left()).isZero();
  }

  @Test
  void keepsTheLimitsWithRecordsOfAnySize() {
    Limits small =
        LIMITS.toBuilder()
            .set(Limit.BATCH_RECORDS_MIN, 5)
            .set(Limit.BATCH_RECORDS, 40)
            .set(Limit.BATCH_JOB_BYTES, 2_000)
            .build();
    Random random = new Random(7);
    int leftOver = 0;
    for (int run = 0; run < 2_000; run++) {
      int largest = 1 + random.nextInt(200);
      LongStream sizes = random.longs(5 + random.nextInt(300), 1, largest + 1L);

      Cut cut = cut(small, sizes);

      assertThat(cut.records()).allMatch(records -> records >= 5 && records <= 40);
      assertThat(cut.bytes()).allMatch(bytes -> bytes <= 2_000);
      assertThat(cut.left()).isLessThan(5);
      leftOver += cut.left() > 0 ? 1 : 0;
    }
    assertThat(leftOver).as("runs with records that grew at the end").isLessThan(20);
  }

  @Test
  void rejectsRecordsTooLargeForTheMinimumOfAJob() {
    Limits small =
        LIMITS.toBuilder()
            .set(Limit.BATCH_RECORDS_MIN, 5)
            .set(Limit.BATCH_RECORDS, 40)
            .set(Limit.BATCH_JOB_BYTES, 2_000)
            .build();

    assertThatThrownBy(() -> cut(small, LongStream.generate(() -> 500).limit(20)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("5 records, the minimum of a job, exceed its 2,000 bytes");
  }

  @Test
  void rejectsLimitsThatLeaveNoLegalDivision() {
    Limits limits = LIMITS.toBuilder().set(Limit.BATCH_RECORDS, 199).build();

    assertThatThrownBy(() -> cut(limits, LongStream.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("199 and 100");
  }
}
