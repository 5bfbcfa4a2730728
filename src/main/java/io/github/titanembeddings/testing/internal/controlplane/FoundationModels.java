package io.github.titanembeddings.testing.internal.controlplane;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubRefusal;
import java.util.Set;

/** Tells of the base model: of the one that is embedded with and of the one that is tuned. */
final class FoundationModels {
  private static final String ON_DEMAND = "amazon.titan-embed-image-v1";
  private static final Set<String> KNOWN =
      Set.of(
          ON_DEMAND,
          ControlShapes.BASE_MODEL,
          Arns.FOUNDATION_MODEL,
          Arns.FOUNDATION_MODEL.substring(0, Arns.FOUNDATION_MODEL.length() - 2));

  private FoundationModels() {}

  static ObjectNode get(ControlCall call, boolean legacy) throws StubRefusal {
    if (!KNOWN.contains(call.identifier())) {
      throw StubRefusal.notFound("There is no foundation model " + call.identifier());
    }
    boolean onDemand = call.identifier().endsWith(ON_DEMAND);
    ObjectNode reply = StubJson.JSON.createObjectNode();
    ObjectNode details =
        reply
            .putObject("modelDetails")
            .put(
                "modelArn",
                onDemand
                    ? Arns.FOUNDATION_MODEL.replace(ControlShapes.BASE_MODEL, ON_DEMAND)
                    : Arns.FOUNDATION_MODEL)
            .put("modelId", onDemand ? ON_DEMAND : ControlShapes.BASE_MODEL)
            .put("modelName", "Titan Multimodal")
            .put("providerName", "Amazon");
    details.putArray("inputModalities").add("TEXT").add("IMAGE");
    details.putArray("outputModalities").add("EMBEDDING");
    details.putArray("customizationsSupported").add("FINE_TUNING");
    details.putArray("inferenceTypesSupported").add(onDemand ? "ON_DEMAND" : "PROVISIONED");
    details.putObject("modelLifecycle").put("status", legacy ? "LEGACY" : "ACTIVE");
    return reply;
  }
}
