package io.github.titanembeddings.finetune;

import io.github.titanembeddings.internal.job.FieldRule;
import io.github.titanembeddings.internal.job.RequestCheck;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Criteria for listing jobs; a job must match all of them. Immutable.
 *
 * <pre>{@code
 * tuning.list(JobFilter.all().withNameContains("shop").withStatus(FineTuningJob.Status.FAILED));
 * }</pre>
 *
 * @param status the status of the job; null for any
 * @param nameContains a part of the job's name; null for any
 * @param createdAfter the exclusive lower bound of the creation time, in the years 0 to 9999; null
 *     for none
 * @param createdBefore the exclusive upper bound of the creation time, in the years 0 to 9999; null
 *     for none
 */
public record JobFilter(
    FineTuningJob.@Nullable Status status,
    @Nullable String nameContains,
    @Nullable Instant createdAfter,
    @Nullable Instant createdBefore) {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
  private static final JobFilter ALL = new JobFilter(null, null, null, null);

  /**
   * Creates a filter.
   *
   * @throws IllegalArgumentException if the status is unknown
   * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code nameContains}
   *     cannot be part of a name, or the times are out of range or order
   */
  public JobFilter {
    if (status == FineTuningJob.Status.UNKNOWN_TO_SDK_VERSION) {
      throw new IllegalArgumentException("the service does not filter by " + status);
    }
    List<Violation> found = new ArrayList<>();
    if (nameContains != null) {
      found.addAll(FieldRule.JOB_NAME.violations("nameContains", nameContains));
    }
    checkYear(found, "creationTimeAfter", createdAfter);
    checkYear(found, "creationTimeBefore", createdBefore);
    if (createdAfter != null && createdBefore != null && createdAfter.isAfter(createdBefore)) {
      found.add(
          Violation.error("creationTimeAfter", ViolationCodes.JOB_FILTER_EMPTY_RANGE)
              .actual(createdAfter + ", which is later than creationTimeBefore " + createdBefore)
              .limit("a time that is not later")
              .remedy("swap the two times")
              .build());
    }
    RequestCheck.requireValid(found);
  }

  private static void checkYear(List<Violation> found, String path, @Nullable Instant time) {
    if (time != null && (time.isBefore(FIRST) || !time.isBefore(END))) {
      found.add(
          Violation.error(path, ViolationCodes.JOB_FILTER_BAD_YEAR)
              .actual(time.toString())
              .limit("a time in the years 0 to 9999, which ISO 8601 writes in 4 digits")
              .remedy("leave it unset for no bound")
              .build());
    }
  }

  /** Returns a filter that matches every job. */
  public static JobFilter all() {
    return ALL;
  }

  /** Returns this filter with another status; null for any. */
  public JobFilter withStatus(FineTuningJob.@Nullable Status status) {
    return new JobFilter(status, nameContains, createdAfter, createdBefore);
  }

  /** Returns this filter with another part of the job's name; null for any. */
  public JobFilter withNameContains(@Nullable String nameContains) {
    return new JobFilter(status, nameContains, createdAfter, createdBefore);
  }

  /** Returns this filter with another lower bound of the creation time; null for none. */
  public JobFilter withCreatedAfter(@Nullable Instant createdAfter) {
    return new JobFilter(status, nameContains, createdAfter, createdBefore);
  }

  /** Returns this filter with another upper bound of the creation time; null for none. */
  public JobFilter withCreatedBefore(@Nullable Instant createdBefore) {
    return new JobFilter(status, nameContains, createdAfter, createdBefore);
  }
}
