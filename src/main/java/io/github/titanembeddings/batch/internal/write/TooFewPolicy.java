package io.github.titanembeddings.batch.internal.write;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.titanembeddings.batch.TooFewRecords;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rejects the last records of a run, pads them, or leaves them to on-demand calls, if they are
 * fewer than the minimum of a job.
 */
record TooFewPolicy(TooFewRecords choice, Limits limits) {
  /** A body that is valid for every model. */
  private static final byte[] PADDING = "{\"inputText\":\"padding\"}".getBytes(US_ASCII);

  /**
   * Returns the records of the last job; empty if there is none.
   *
   * @param records the records that are too few for a job; empty if all are placed
   * @param source assigns the record numbers of the padding
   * @throws InvalidRequestException if there are records and the choice is {@code REJECT}
   */
  List<SpillFile.Entry> lastJob(List<SpillFile.Entry> records, Records source) {
    if (records.isEmpty()) {
      return records;
    }
    return switch (choice) {
      case REJECT -> throw rejected(records.size());
      case ON_DEMAND -> List.of();
      case PAD -> padded(records, source);
    };
  }

  private List<SpillFile.Entry> padded(List<SpillFile.Entry> records, Records source) {
    List<SpillFile.Entry> all = new ArrayList<>(records);
    while (all.size() < limits.get(Limit.BATCH_RECORDS_MIN)) {
      all.add(SpillFile.Entry.of(source.enterPadding(), PADDING));
    }
    return all;
  }

  private InvalidRequestException rejected(int records) {
    return new InvalidRequestException(
        Violation.error("records", ViolationCodes.BATCH_TOO_FEW_RECORDS)
            .actual(String.format(Locale.ROOT, "%,d records left for a job", records))
            .limit(limits.describe(Limit.BATCH_RECORDS_MIN))
            .remedy("add items, or set TooFewRecords.PAD or ON_DEMAND")
            .build());
  }

  /** Returns whether a body is padding, not that of an item with the same text. */
  static boolean isPadding(byte[] body) {
    return body == PADDING; // the same array
  }
}
