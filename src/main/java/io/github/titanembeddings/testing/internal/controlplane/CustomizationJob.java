package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A customization job: a state machine that goes on when it is told the time. */
public final class CustomizationJob {
  private static final double STOPPING_SHARE = 0.05;

  public final String arn;
  public final ObjectNode request;
  public final HyperParameterCheck.Values hyperParameters;
  final Instant created;

  private final Duration duration;
  private final JobWork work;
  private final ControlSettings.@Nullable ScriptedFailure scripted;

  private final Deque<JobPhase> phasesLeft = new ArrayDeque<>(List.of(JobPhase.values()));
  private String status = "InProgress";
  private Instant modified;
  private @Nullable Instant ended;
  private @Nullable Instant stopAsked;
  private @Nullable String failureMessage;
  private TrainingResult result = TrainingResult.NONE;
  private @Nullable String modelArn;

  CustomizationJob(
      String arn,
      ObjectNode request,
      HyperParameterCheck.Values hyperParameters,
      Instant created,
      Duration duration,
      JobWork work,
      ControlSettings.@Nullable ScriptedFailure scripted) {
    this.arn = arn;
    this.request = request;
    this.hyperParameters = hyperParameters;
    this.created = created;
    this.duration = duration;
    this.work = work;
    this.scripted = scripted;
    modified = created;
  }

  /** Goes on to where the job is at a time. */
  void advance(Instant now) {
    if (stopAsked != null && status.equals("Stopping")) {
      Instant stopped = stopAsked.plusNanos((long) (duration.toNanos() * STOPPING_SHARE));
      if (!now.isBefore(stopped)) {
        end("Stopped", stopped);
      }
      return;
    }
    while (status.equals("InProgress")) {
      JobPhase current = phasesLeft.getFirst();
      Instant end = created.plus(current.end(duration));
      if (now.isBefore(end)) {
        return;
      }
      finish(current, end);
    }
  }

  private void finish(JobPhase current, Instant end) {
    try {
      if (scripted != null && scripted.phase() == current) {
        throw new JobFailure(scripted.message());
      }
      if (current == JobPhase.VALIDATION) {
        work.validate(this);
      } else if (current == JobPhase.TRAINING) {
        result = work.train(this);
      }
    } catch (JobFailure e) {
      failureMessage = e.getMessage();
      end("Failed", end);
      return;
    }
    phasesLeft.remove();
    modified = end;
    if (phasesLeft.isEmpty()) {
      end("Completed", end);
    }
  }

  private void end(String terminal, Instant time) {
    status = terminal;
    modified = time;
    ended = time;
  }

  /** Asks it to stop. */
  void stop(Instant now) throws StubRefusal {
    if (!status.equals("InProgress")) {
      throw StubRefusal.conflict("The job is " + status + " and cannot be stopped.");
    }
    status = "Stopping";
    stopAsked = now;
    modified = now;
  }

  /** Whether it counts as scheduled. */
  boolean isRunning() {
    return ended == null;
  }

  boolean isCompleted() {
    return status.equals("Completed");
  }

  String status() {
    return status;
  }

  String name() {
    return request.path("jobName").asText();
  }

  String modelName() {
    return request.path("customModelName").asText();
  }

  Instant modified() {
    return modified;
  }

  @Nullable Instant ended() {
    return ended;
  }

  @Nullable String failureMessage() {
    return failureMessage;
  }

  TrainingResult result() {
    return result;
  }

  @Nullable String modelArn() {
    return modelArn;
  }

  void modelArn(String made) {
    modelArn = made;
  }

  /** The sub-status of a phase. */
  String statusOf(JobPhase asked) {
    if (!phasesLeft.contains(asked)) {
      return "Completed";
    }
    return asked == phasesLeft.getFirst() ? status : "NotStarted";
  }
}
