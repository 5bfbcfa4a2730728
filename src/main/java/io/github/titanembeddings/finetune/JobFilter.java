package io.github.titanembeddings.finetune;

import io.github.titanembeddings.finetune.internal.NameRule;
import io.github.titanembeddings.finetune.internal.RequestCheck;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Criteria for listing jobs; a job must match all of them. Immutable. */
public final class JobFilter {
  private static final JobFilter ALL = new JobFilter(new Builder());

  private final FineTuningJob.@Nullable Status status;
  private final @Nullable String nameContains;
  private final @Nullable Instant createdAfter;
  private final @Nullable Instant createdBefore;

  private JobFilter(Builder builder) {
    status = builder.status;
    nameContains = builder.nameContains;
    createdAfter = builder.createdAfter;
    createdBefore = builder.createdBefore;
  }

  /** Returns a filter that matches every job. */
  public static JobFilter all() {
    return ALL;
  }

  /** Returns a new builder without criteria. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with these values. */
  public Builder toBuilder() {
    return new Builder()
        .status(status)
        .nameContains(nameContains)
        .createdAfter(createdAfter)
        .createdBefore(createdBefore);
  }

  /** Returns the status to match. */
  public Optional<FineTuningJob.Status> status() {
    return Optional.ofNullable(status);
  }

  /** Returns the substring of the name to match. */
  public Optional<String> nameContains() {
    return Optional.ofNullable(nameContains);
  }

  /** Returns the exclusive lower bound of the creation time. */
  public Optional<Instant> createdAfter() {
    return Optional.ofNullable(createdAfter);
  }

  /** Returns the exclusive upper bound of the creation time. */
  public Optional<Instant> createdBefore() {
    return Optional.ofNullable(createdBefore);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JobFilter that
        && status == that.status
        && Objects.equals(nameContains, that.nameContains)
        && Objects.equals(createdAfter, that.createdAfter)
        && Objects.equals(createdBefore, that.createdBefore);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, nameContains, createdAfter, createdBefore);
  }

  @Override
  public String toString() {
    List<String> set = new ArrayList<>();
    status().ifPresent(value -> set.add(value.wireName()));
    nameContains().ifPresent(value -> set.add("name contains " + value));
    createdAfter().ifPresent(value -> set.add("after " + value));
    createdBefore().ifPresent(value -> set.add("before " + value));
    return "JobFilter[" + (set.isEmpty() ? "all jobs" : String.join(", ", set)) + "]";
  }

  /** Builder for {@link JobFilter}. Null unsets a field. Not thread-safe. */
  public static final class Builder {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private FineTuningJob.@Nullable Status status;
    private @Nullable String nameContains;
    private @Nullable Instant createdAfter;
    private @Nullable Instant createdBefore;

    private Builder() {}

    /**
     * Matches jobs of a status.
     *
     * @throws IllegalArgumentException if the status is unknown
     */
    public Builder status(FineTuningJob.@Nullable Status status) {
      if (status == FineTuningJob.Status.UNKNOWN_TO_SDK_VERSION) {
        throw new IllegalArgumentException("the service does not filter by " + status);
      }
      this.status = status;
      return this;
    }

    /** Matches jobs whose name contains a text. */
    public Builder nameContains(@Nullable String nameContains) {
      this.nameContains = nameContains;
      return this;
    }

    /** Matches jobs created after a time. */
    public Builder createdAfter(@Nullable Instant createdAfter) {
      this.createdAfter = createdAfter;
      return this;
    }

    /** Matches jobs created before a time. */
    public Builder createdBefore(@Nullable Instant createdBefore) {
      this.createdBefore = createdBefore;
      return this;
    }

    /**
     * Builds the filter.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if {@code nameContains}
     *     cannot be part of a name, a time is not in the years 0 to 9999, or {@code createdAfter}
     *     is later than {@code createdBefore}
     */
    public JobFilter build() {
      List<Violation> found = new ArrayList<>();
      if (nameContains != null) {
        found.addAll(NameRule.JOB_NAME.violations("nameContains", nameContains));
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
      return new JobFilter(this);
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
  }
}
