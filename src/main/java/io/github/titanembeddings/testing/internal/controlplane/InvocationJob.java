package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.BatchSettings.End;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch job: a state machine driven by the clock. Not thread-safe. */
final class InvocationJob implements Resources.Resource {
  private static final double QUEUED = 0.05;
  private static final double VALIDATED = 0.2;
  private static final double STARTED = 0.3;
  private static final int DEFAULT_TIMEOUT_HOURS = 24;
  private static final Set<String> STOPPABLE =
      Set.of("Submitted", "Validating", "Scheduled", "InProgress");
  private static final List<String> ECHOED =
      List.of(
          "jobName",
          "modelId",
          "clientRequestToken",
          "roleArn",
          "inputDataConfig",
          "outputDataConfig",
          "vpcConfig",
          "timeoutDurationInHours");

  private final String arn;
  private final ObjectNode request;
  private final ControlSettings settings;
  private final BatchSettings batch;
  private final InvocationRun.Embedder embedder;
  private final @Nullable VectorSource tuned;
  private final BatchSettings.Outcome outcome;
  private final Instant submitted;
  private final Duration duration;
  private String status = "Submitted";
  private Instant modified;
  private @Nullable Instant ended;
  private @Nullable Instant stopRequested;
  private double processedShare;
  private @Nullable String message;
  private @Nullable BackgroundTask<InvocationInput> validation;
  private @Nullable InvocationInput input;
  private @Nullable BackgroundTask<InvocationRun.Counts> run;
  private InvocationRun.@Nullable Counts counts;

  InvocationJob(
      String arn,
      ObjectNode request,
      @Nullable VectorSource tuned,
      Instant submitted,
      ControlSettings settings,
      InvocationRun.Embedder embedder) {
    this.arn = arn;
    this.request = request;
    this.tuned = tuned;
    this.submitted = submitted;
    this.settings = settings;
    this.embedder = embedder;
    batch = settings.batch;
    outcome = Objects.requireNonNullElse(batch.outcomes.poll(), BatchSettings.Outcome.COMPLETED);
    duration = batch.jobDuration;
    modified = submitted;
  }

  void advance(Instant now) {
    String before;
    do {
      before = status;
      step(now);
    } while (!status.equals(before));
  }

  private void step(Instant now) {
    try {
      switch (status) {
        case "Submitted" -> enter("Validating", at(QUEUED), now);
        case "Validating" -> validate(now);
        case "Scheduled" -> start(now);
        case "InProgress" -> process(now);
        case "Stopping" -> stopWorking(now);
        default -> {}
      }
    } catch (IllegalArgumentException e) {
      message = e.getMessage();
      end("Failed", status.equals("Validating") ? at(VALIDATED) : at(1));
    }
  }

  private void enter(String next, Instant time, Instant now) {
    if (!now.isBefore(time)) {
      status = next;
      modified = time;
    }
  }

  private void validate(Instant now) {
    if (now.isBefore(at(VALIDATED))) {
      return;
    }
    if (validation == null) {
      ObjectStore store = store();
      String uri = request.at("/inputDataConfig/s3InputDataConfig/s3Uri").asText();
      validation = new BackgroundTask<>(() -> InvocationInput.check(store, uri, batch));
    }
    input = validation.result();
    if (input != null) {
      enter("Scheduled", at(VALIDATED), now);
    }
  }

  private ObjectStore store() {
    ObjectStore store = batch.store;
    if (store == null) {
      throw new IllegalArgumentException(
          "The stub has no object store to read the input from: set TitanStub.batch().store(...)");
    }
    return store;
  }

  private void start(Instant now) {
    if (outcome.end() != End.EXPIRE && !expiration().isBefore(at(STARTED))) {
      enter("InProgress", at(STARTED), now);
    } else if (!now.isBefore(expiration())) {
      end("Expired", expiration());
    }
  }

  private void process(Instant now) {
    boolean inTime = !expiration().isBefore(at(1));
    Instant end = inTime ? at(1) : expiration();
    processedShare = Math.min(outcome.share(), share(now));
    if (now.isBefore(end)) {
      return;
    }
    if (outcome.end() == End.FAIL) {
      throw new IllegalArgumentException(outcome.message());
    }
    processedShare = Math.min(outcome.share(), share(end));
    write(processedShare < 1 ? "PartiallyCompleted" : "Completed", end);
  }

  private void stopWorking(Instant now) {
    Instant requested = Objects.requireNonNull(stopRequested);
    Instant stopped = requested.plus(part(QUEUED));
    if (now.isBefore(stopped)) {
      return;
    }
    if (processedShare > 0) {
      write("Stopped", stopped);
    } else {
      end("Stopped", stopped);
    }
  }

  /** Writes the outputs of the processed records, and ends the job once they are written. */
  private void write(String terminal, Instant time) {
    if (run == null) {
      InvocationInput checked = Objects.requireNonNull(input);
      String folder = request.at("/outputDataConfig/s3OutputDataConfig/s3Uri").asText();
      S3Uri results =
          S3Uri.of(
              folder
                  + (folder.endsWith("/") ? "" : "/")
                  + arn.substring(arn.lastIndexOf('/') + 1)
                  + "/");
      long limit = (long) (processedShare * checked.records());
      String modelId = request.path("modelId").asText();
      InvocationRun work =
          new InvocationRun(batch, store(), checked, results, embedder, modelId, tuned, limit);
      run = new BackgroundTask<>(work::write);
    }
    counts = run.result();
    if (counts != null) {
      end(terminal, time);
    }
  }

  private void end(String terminal, Instant time) {
    status = terminal;
    modified = time;
    ended = time;
  }

  void stop(Instant now) throws StubError {
    if (!STOPPABLE.contains(status)) {
      throw StubError.conflict("The job is " + status + " and cannot be stopped.");
    }
    status = "Stopping";
    stopRequested = now;
    modified = now;
  }

  /** Returns the work whose end nobody has seen yet; null if there is none. */
  @Nullable BackgroundTask<?> work() {
    BackgroundTask<?> last = run == null ? validation : run;
    return last != null && last.isPending() ? last : null;
  }

  /** Ends the work in progress, so that no thread and no file remains. */
  void cancel() {
    if (validation != null) {
      validation.cancel();
    }
    if (run != null) {
      run.cancel();
    }
  }

  boolean isRunning() {
    return ended == null;
  }

  boolean isCustom() {
    return request.path("modelId").asText().contains(":custom-model/");
  }

  @Override
  public String arn() {
    return arn;
  }

  @Override
  public String name() {
    return request.path("jobName").asText();
  }

  @Override
  public ObjectNode request() {
    return request;
  }

  private Instant at(double share) {
    return submitted.plus(part(share));
  }

  private Duration part(double share) {
    return Duration.ofNanos((long) (duration.toNanos() * share));
  }

  /** Returns the share of the processing that is done at a time. */
  private double share(Instant time) {
    long done = Duration.between(at(STARTED), time).toNanos();
    long all = Duration.between(at(STARTED), at(1)).toNanos();
    return done >= all ? 1 : (double) done / all;
  }

  private Instant expiration() {
    int hours = request.path("timeoutDurationInHours").asInt(DEFAULT_TIMEOUT_HOURS);
    return submitted.plus(Duration.ofHours(hours));
  }

  ObjectNode json() {
    ObjectNode json = StubJson.object().put("jobArn", arn);
    for (String field : ECHOED) {
      if (request.hasNonNull(field)) {
        json.set(field, request.get(field));
      }
    }
    json.put("status", settings.reported(arn, name(), status))
        .put("submitTime", submitted.toString())
        .put("lastModifiedTime", modified.toString())
        .put("jobExpirationTime", expiration().toString());
    if (message != null) {
      json.put("message", message);
    }
    if (ended != null) {
      json.put("endTime", ended.toString());
    }
    if (input != null) {
      json.put("totalRecordCount", input.records())
          .put(
              "processedRecordCount",
              counts == null ? (long) (processedShare * input.records()) : counts.processed());
    }
    if (counts != null) {
      json.put("successRecordCount", counts.processed() - counts.errors())
          .put("errorRecordCount", counts.errors());
    }
    return json;
  }
}
