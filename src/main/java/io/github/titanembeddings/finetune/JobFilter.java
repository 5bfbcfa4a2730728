package io.github.titanembeddings.finetune;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which jobs to list; all that is set must be so. Immutable and safe to share between threads. */
public final class JobFilter {
  private static final JobFilter ALL = new JobFilter(new Builder());

  private final @Nullable JobStatus status;
  private final @Nullable String nameContains;
  private final @Nullable Instant createdAfter;
  private final @Nullable Instant createdBefore;

  private JobFilter(Builder builder) {
    status = builder.status;
    nameContains = builder.nameContains;
    createdAfter = builder.createdAfter;
    createdBefore = builder.createdBefore;
  }

  /** Every job. */
  public static JobFilter all() {
    return ALL;
  }

  /** Starts a filter that every job passes. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder()
        .status(status)
        .nameContains(nameContains)
        .createdAfter(createdAfter)
        .createdBefore(createdBefore);
  }

  /** The state. */
  public Optional<JobStatus> status() {
    return Optional.ofNullable(status);
  }

  /** What the name contains. */
  public Optional<String> nameContains() {
    return Optional.ofNullable(nameContains);
  }

  /** The time after which the job was made. */
  public Optional<Instant> createdAfter() {
    return Optional.ofNullable(createdAfter);
  }

  /** The time before which the job was made. */
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
    return "JobFilter["
        + status
        + ", "
        + nameContains
        + ", "
        + createdAfter
        + ", "
        + createdBefore
        + "]";
  }

  /** Collects a filter. Null unsets a field. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable JobStatus status;
    private @Nullable String nameContains;
    private @Nullable Instant createdAfter;
    private @Nullable Instant createdBefore;

    private Builder() {}

    /**
     * The state.
     *
     * @throws IllegalArgumentException for one that no job has: not started, or unknown
     */
    public Builder status(@Nullable JobStatus status) {
      if (status == JobStatus.NOT_STARTED || status == JobStatus.UNKNOWN_TO_SDK_VERSION) {
        throw new IllegalArgumentException("the service does not filter by " + status);
      }
      this.status = status;
      return this;
    }

    /** What the name contains. */
    public Builder nameContains(@Nullable String nameContains) {
      this.nameContains = nameContains;
      return this;
    }

    /** The time after which the job was made. */
    public Builder createdAfter(@Nullable Instant createdAfter) {
      this.createdAfter = createdAfter;
      return this;
    }

    /** The time before which the job was made. */
    public Builder createdBefore(@Nullable Instant createdBefore) {
      this.createdBefore = createdBefore;
      return this;
    }

    /**
     * The finished filter.
     *
     * @throws io.github.titanembeddings.exception.InvalidRequestException if no name contains the
     *     text
     */
    public JobFilter build() {
      if (nameContains != null) {
        RequestCheck.requireValid(NameRule.JOB_NAME.violations("nameContains", nameContains));
      }
      return new JobFilter(this);
    }
  }
}
