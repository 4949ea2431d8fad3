package dev.vgi.tools.conformance.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.protocol.ProtocolHash;
import dev.vgi.service.ServiceInterface;
import dev.vgi.service.ServiceMethod;
import org.junit.jupiter.api.Test;

/** The interfaces describe, byte for byte, the protocols that the published suite pins. */
class ProtocolHashTest {
    @Test
    void conformanceService_isThePublishedOne() {
        ServiceInterface service = ServiceInterface.of(ConformanceService.class);

        assertThat(service.methods()).hasSize(90);
        assertThat(hash(service)).isEqualTo("05479410c96f34410a2b10a4f6a49d59dcfd9d6d1d45ce9a9807d060a3bd6014");
    }

    @Test
    void secondary_isThePublishedOne() {
        assertThat(hash(ServiceInterface.of(Secondary.class)))
                .isEqualTo("58557cf1611546ad22d1c379bc3ce1b04166082f78375e9fc959f0086347eab6");
    }

    private static String hash(ServiceInterface service) {
        return ProtocolHash.of(
                service.name(),
                service.methods().stream().map(ServiceMethod::description).toList());
    }
}
