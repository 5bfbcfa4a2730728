package io.github.titanembeddings.batch;

import io.github.titanembeddings.batch.internal.write.ImageSizes;
import io.github.titanembeddings.batch.internal.write.JobCutter;
import io.github.titanembeddings.batch.internal.write.RunFiles;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A plan of the batch jobs for items, made before anything is uploaded: their records, files and
 * bytes, for the images unchanged and downscaled. Immutable.
 *
 * <pre>{@code
 * BatchPlan plan = BatchPlan.of(items, Limits.titanMultimodalG1(), 512);
 * System.out.println(plan);                       // both ways
 * BigDecimal cost = plan.estimate().cost(perThousandTokens, perImage);
 * }</pre>
 *
 * <p>With images above about 75 KB (100 KB in base64), a job reaches the service's limit of 5 GB
 * before that of 50,000 records. If {@link #largeImages()} is high, {@code
 * imageFit(ImageFit.DOWNSCALE)} with a lower {@link Limit#DOWNSCALED_SIDE} reduces the number of
 * jobs:
 *
 * <pre>{@code
 * Limits small = limits.toBuilder().set(Limit.DOWNSCALED_SIDE, 512).build();
 * batch.requests(r -> r.imageFit(ImageFit.DOWNSCALE).limits(small));
 * }</pre>
 *
 * <p>The numbers of unchanged images are those of the {@link Estimate}; items that the journal has
 * completed and duplicates are counted. The sizes of downscaled images are estimated from up to 10
 * images that are downscaled for the plan.
 *
 * @param estimate the items, tokens and images, with the time and cost at your quota and prices
 * @param jobs the jobs with the images unchanged
 * @param tooFew the records that are too few for a job, see {@link TooFewRecords}
 * @param largeImages the images whose record exceeds a job's bytes divided by its records
 * @param side the side in pixels for the jobs of downscaled images
 * @param downscaledJobs the jobs if the images are downscaled to that side
 */
public record BatchPlan(
    Estimate estimate,
    List<Job> jobs,
    long tooFew,
    long largeImages,
    int side,
    List<Job> downscaledJobs) {
  /** Beside text and image in the body: the names of its fields and the length of the vector. */
  private static final int FIELDS_BYTES = 74;

  /**
   * A job.
   *
   * @param records the number of records
   * @param bytes the bytes of its input
   * @param files the number of files
   */
  public record Job(long records, long bytes, int files) {}

  /** Copies the lists. */
  public BatchPlan {
    Objects.requireNonNull(estimate, "estimate");
    jobs = List.copyOf(jobs);
    downscaledJobs = List.copyOf(downscaledJobs);
  }

  /**
   * Plans the jobs for items. Reads the header of each image on the calling thread, and decodes up
   * to 10 large images.
   *
   * @param limits the limits of jobs and files
   * @param side the longer side of downscaled images in pixels
   * @throws io.github.titanembeddings.exception.InvalidRequestException if the records are so large
   *     that a job cannot hold the minimum
   * @throws IllegalArgumentException if {@code side} is less than 1
   */
  public static BatchPlan of(Iterable<BulkItem> items, Limits limits, int side) {
    long large = limits.get(Limit.BATCH_JOB_BYTES) / limits.get(Limit.BATCH_RECORDS);
    ImageSizes sizes = new ImageSizes(side);
    Jobs unchanged = new Jobs(limits);
    Jobs downscaled = new Jobs(limits);
    long[] sums = new long[6];
    long largeImages = 0;
    for (BulkItem item : items) {
      Estimate one = Estimate.of(List.of(item));
      long bytes = one.bytes() + FIELDS_BYTES + RunFiles.ENVELOPE_BYTES;
      if (one.rejected() > 0 || bytes > limits.get(Limit.BATCH_FILE_BYTES)) {
        add(sums, new Estimate(1, 0, 0, 0, 0, 1));
        continue;
      }
      add(sums, one);
      unchanged.cutter.add(bytes);
      boolean isLarge = one.images() > 0 && bytes > large;
      largeImages += isLarge ? 1 : 0;
      downscaled.cutter.add(one.images() > 0 ? bytes - sizes.saved(item.request()) : bytes);
    }
    int tooFew = unchanged.cutter.finish().size();
    downscaled.cutter.finish();
    Estimate estimate = new Estimate(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    return new BatchPlan(estimate, unchanged.all, tooFew, largeImages, side, downscaled.all);
  }

  private static void add(long[] sums, Estimate one) {
    long[] values = {
      one.items(), one.texts(), one.estimatedTokens(), one.images(), one.bytes(), one.rejected()
    };
    for (int i = 0; i < values.length; i++) {
      sums[i] += values[i];
    }
  }

  /** Returns the bytes of all jobs. */
  public long bytes() {
    return bytes(jobs);
  }

  private static long bytes(List<Job> jobs) {
    return jobs.stream().mapToLong(Job::bytes).sum();
  }

  /** Returns the files of all jobs. */
  public int files() {
    return files(jobs);
  }

  private static int files(List<Job> jobs) {
    return jobs.stream().mapToInt(Job::files).sum();
  }

  /**
   * Returns the duration of the jobs, to compare with {@link Estimate#timeAt} of on-demand calls.
   * The service does not guarantee the duration of a job.
   *
   * @param perJob the assumed duration of a job
   * @param atOnce the quota of jobs at once
   * @throws IllegalArgumentException if {@code atOnce} is less than 1
   */
  public Duration timeAt(Duration perJob, int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("atOnce must be at least 1 job, was " + atOnce);
    }
    return perJob.multipliedBy((jobs.size() + atOnce - 1L) / atOnce);
  }

  /** Returns the plan in three lines. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d items, %,d large images, %,d too few for a job%n%s%n%s",
        estimate.items(),
        largeImages,
        tooFew,
        line("unchanged", jobs),
        line("at most " + side + " pixels", downscaledJobs));
  }

  private static String line(String name, List<Job> jobs) {
    return String.format(
        Locale.ROOT,
        "%s: %,d jobs, %,d files, %,d bytes",
        name,
        jobs.size(),
        files(jobs),
        bytes(jobs));
  }

  /** The jobs as they are cut. */
  private static final class Jobs {
    private final List<Job> all = new ArrayList<>();
    private final JobCutter<Long> cutter;
    private final long maxFile;
    private long fileBytes;

    Jobs(Limits limits) {
      maxFile = limits.get(Limit.BATCH_FILE_BYTES);
      cutter = new JobCutter<>(limits, 0, size -> size, size -> size, this::place);
    }

    private void place(long size, int number) {
      boolean isNew = number > all.size();
      Job job = isNew ? new Job(0, 0, 0) : all.remove(number - 1);
      boolean isNewFile = isNew || fileBytes + size > maxFile;
      fileBytes = isNewFile ? size : fileBytes + size;
      all.add(new Job(job.records() + 1, job.bytes() + size, job.files() + (isNewFile ? 1 : 0)));
    }
  }
}
