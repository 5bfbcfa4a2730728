package io.github.titanembeddings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.titanembeddings.batch.internal.LineStream;
import io.github.titanembeddings.batch.internal.read.OutputRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Each line of a job's output is a record with a finite vector or a failure, or is rejected. */
class BatchOutputFuzzTest {
  private static final int LENGTH = 4;

  @FuzzTest(maxDuration = "1m")
  void readsARecordOrRejectsTheLine(byte[] output) throws IOException {
    LineStream lines = new LineStream(new ByteArrayInputStream(output), 10_000);
    int count = 0;
    while (lines.next()) {
      count++;
      try {
        OutputRecord record = OutputRecord.read(lines, LENGTH);
        if (record.reply() == null) {
          assertThat(record.failure()).isNotNull();
        } else {
          assertThat(record.reply().vector()).hasSize(LENGTH);
          for (float number : record.reply().vector()) {
            assertThat(number).isFinite();
          }
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }
    long expected = 0;
    for (int i = 0; i < output.length; i++) {
      expected += output[i] == '\n' || i == output.length - 1 ? 1 : 0;
    }
    assertThat(count).isEqualTo(expected);
  }
}
