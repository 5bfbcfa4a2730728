package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The provisioned throughputs. Only {@link #serving} and {@link #arns} are thread-safe. */
public final class ProvisionedThroughputs {
  private final Resources<Throughput> throughputs =
      new Resources<>("provisioned throughput", "provisioned-model/p");
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final ControlSettings settings;
  private final CustomModels models;

  ProvisionedThroughputs(ControlSettings settings, CustomModels models) {
    this.settings = settings;
    this.models = models;
  }

  /** The model of a throughput; the vectors are null if they are the base model's. */
  public record Model(String arn, @Nullable VectorSource vectors) {
    private static final Model BASE = new Model(Resources.FOUNDATION_MODEL, null);

    private boolean isCustom() {
      return !equals(BASE);
    }
  }

  /** A state machine driven by the clock. Thread-safe. */
  private static final class Throughput implements Resources.Resource {
    private final String arn;
    private final ObjectNode request;
    private final Instant created;
    private final @Nullable String failure;
    private String name;
    private Model model;
    private Model desired;
    private String status = "Creating";
    private Instant modified;
    private Instant ready;

    private Throughput(
        String arn,
        ObjectNode request,
        Model model,
        Instant created,
        Duration duration,
        @Nullable String failure) {
      this.arn = arn;
      this.request = request;
      this.created = created;
      this.failure = failure;
      this.model = model;
      name = request.path("provisionedModelName").asText();
      desired = model;
      modified = created;
      ready = created.plus(duration);
    }

    @Override
    public String arn() {
      return arn;
    }

    @Override
    public synchronized String name() {
      return name;
    }

    @Override
    public ObjectNode request() {
      return request;
    }

    private synchronized void advance(Instant now) {
      boolean changes = status.equals("Creating") || status.equals("Updating");
      if (changes && !now.isBefore(ready)) {
        status = failure == null ? "InService" : "Failed";
        model = desired;
        modified = ready;
      }
    }

    private synchronized void update(
        @Nullable String newName, @Nullable Model newModel, Instant now, Duration duration)
        throws StubError {
      if (!status.equals("InService")) {
        throw StubError.invalid("The provisioned throughput is " + status + ".");
      }
      if (newName != null) {
        name = newName;
        modified = now;
      }
      if (newModel != null) {
        desired = newModel;
        status = "Updating";
        modified = now;
        ready = now.plus(duration);
      }
    }

    private synchronized boolean isInService() {
      return status.equals("InService");
    }

    private synchronized Model serving() throws StubError {
      if (status.equals("InService") || status.equals("Updating")) {
        return model;
      }
      throw StubError.notReady();
    }

    private synchronized boolean uses(String modelArn) {
      return model.arn().equals(modelArn) || desired.arn().equals(modelArn);
    }

    /** Returns whether the units count against the quota of custom models, or of base models. */
    private synchronized boolean counts(boolean custom) {
      return !status.equals("Failed") && model.isCustom() == custom && !isCommitted();
    }

    private boolean isCommitted() {
      return request.hasNonNull("commitmentDuration");
    }

    private int units() {
      return request.path("modelUnits").intValue();
    }

    private synchronized ObjectNode json(ControlSettings settings) {
      ObjectNode json =
          StubJson.object()
              .put("modelUnits", units())
              .put("desiredModelUnits", units())
              .put("provisionedModelName", name)
              .put("provisionedModelArn", arn)
              .put("modelArn", model.arn())
              .put("desiredModelArn", desired.arn())
              .put("foundationModelArn", Resources.FOUNDATION_MODEL)
              .put("status", settings.reported(arn, name, status))
              .put("creationTime", created.toString())
              .put("lastModifiedTime", modified.toString());
      if (status.equals("Failed")) {
        json.put("failureMessage", failure);
      }
      if (isCommitted()) {
        String term = request.path("commitmentDuration").asText();
        int days = term.equals("OneMonth") ? 30 : 180;
        json.put("commitmentDuration", term)
            .put("commitmentExpirationTime", created.plus(Duration.ofDays(days)).toString());
      }
      return json;
    }
  }

  ObjectNode create(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkThroughput(request);
    Throughput throughput = throughputs.createdBy(request);
    if (throughput == null) {
      Model model = model(request.path("modelId").asText());
      String name = request.path("provisionedModelName").asText();
      if (throughputs.find(name) != null) {
        throw StubError.invalid("The provisioned model name is already in use: " + name);
      }
      requireQuota(request, model);
      throughput =
          new Throughput(
              throughputs.newArn(),
              request,
              model,
              call.now(),
              settings.throughputDuration,
              settings.throughputFailures.poll());
      throughputs.add(throughput);
    }
    return StubJson.object().put("provisionedModelArn", throughput.arn());
  }

  private Model model(String identifier) throws StubError {
    if (identifier.equals(Resources.BASE_MODEL) || identifier.equals(Resources.FOUNDATION_MODEL)) {
      return Model.BASE;
    }
    CustomModels.Model model = models.find(identifier);
    if (model == null) {
      throw StubError.notFound("There is no model " + identifier);
    }
    return new Model(model.arn(), model.vectors());
  }

  private void requireQuota(ObjectNode request, Model model) throws StubError {
    boolean commits = request.hasNonNull("commitmentDuration");
    boolean custom = model.isCustom();
    Predicate<Throughput> sharesQuota =
        commits ? Throughput::isCommitted : other -> other.counts(custom);
    long units =
        throughputs.all().stream().filter(sharesQuota).mapToLong(Throughput::units).sum()
            + request.path("modelUnits").longValue();
    int quota = commits ? settings.committedUnitQuota : settings.unitQuota;
    if (units > quota) {
      throw StubError.overQuota(
          "The account's quota is "
              + quota
              + " model units "
              + (commits
                  ? "with commitment"
                  : "without commitment across " + (custom ? "custom models" : "base models"))
              + ", "
              + units
              + " are requested.");
    }
  }

  ObjectNode get(ControlCall call) throws StubError {
    return throughputs.get(call.identifier()).json(settings);
  }

  ObjectNode list(ControlCall call) throws StubError {
    List<ObjectNode> lines =
        throughputs.all().stream().map(throughput -> throughput.json(settings)).toList();
    Map<String, String> filters =
        Map.of(
            "statusEquals", "status",
            "nameContains", "provisionedModelName",
            "modelArnEquals", "modelArn");
    return call.page(settings.pageSize, "provisionedModelSummaries", lines, filters);
  }

  ObjectNode update(ControlCall call) throws StubError {
    ObjectNode request = call.json();
    ControlShapes.checkUpdate(request);
    Throughput throughput = throughputs.get(call.identifier());
    String name = request.path("desiredProvisionedModelName").textValue();
    String modelId = request.path("desiredModelId").textValue();
    throughput.update(
        name, modelId == null ? null : model(modelId), call.now(), settings.throughputDuration);
    return StubJson.object();
  }

  ObjectNode delete(ControlCall call) throws StubError {
    Throughput throughput = throughputs.get(call.identifier());
    if (throughput.isCommitted()) {
      throw StubError.conflict("The provisioned throughput has an unexpired commitment.");
    }
    throughputs.remove(throughput);
    deleted.add(throughput.arn());
    return StubJson.object();
  }

  /** Returns whether a throughput uses a model or changes to it. */
  boolean use(String modelArn) {
    return throughputs.all().stream().anyMatch(throughput -> throughput.uses(modelArn));
  }

  void advance(Instant now) {
    throughputs.all().forEach(throughput -> throughput.advance(now));
  }

  /** Returns the model that serves an ARN; null if the ARN is unknown. */
  public @Nullable Model serving(String arn) throws StubError {
    if (deleted.contains(arn)) {
      throw StubError.unknownModel();
    }
    Throughput throughput = throughputs.find(arn);
    if (throughput == null || !throughput.arn().equals(arn)) { // calls do not name it by its name
      return null;
    }
    if (!throughput.isInService()) {
      throughput.advance(settings.clock.instant());
    }
    return throughput.serving();
  }

  /** Returns the ARNs of the existing throughputs, oldest first. */
  public List<String> arns() {
    return throughputs.all().stream().map(Throughput::arn).toList();
  }

  void forget(String identifier) {
    throughputs.forget(identifier);
  }
}
