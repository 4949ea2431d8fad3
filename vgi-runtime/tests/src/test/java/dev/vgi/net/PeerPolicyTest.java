package dev.vgi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.net.PeerPolicy.Own;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a worker may name, by where the user's own is. */
class PeerPolicyTest {
    private static void check(PeerPolicy policy, String address) throws UnknownHostException {
        policy.check("http", "named.example", new InetSocketAddress(InetAddress.getByName(address), 80));
    }

    private static PeerPolicy of(String ownHost) {
        return new PeerPolicy(Set.of(ownHost), Own.ELSEWHERE, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, 1.1.1.1, true",
        "8.8.8.8, 10.0.0.1, false",
        "8.8.8.8, 127.0.0.1, false",
        "8.8.8.8, '::1', false",
        "8.8.8.8, 'fd12::1', false",
        "10.0.0.1, 10.9.9.9, true",
        "10.0.0.1, 192.168.1.1, true",
        "10.0.0.1, 100.64.0.9, true",
        "10.0.0.1, 'fd12::1', true",
        "10.0.0.1, 1.1.1.1, true",
        "10.0.0.1, 127.0.0.1, false",
        "'[fd12::1]', 172.16.0.4, true",
        "127.0.0.1, 127.0.0.2, true",
        "127.0.0.1, '::1', true",
        "127.0.0.1, 10.0.0.1, false",
    })
    void address_isPublicOrOfTheKindOfTheUsersOwn(String own, String named, boolean allowed) {
        assertThat(isAllowed(of(own), named)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "fe80::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "224.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::1"
            })
    void metadataAndLinkLocalAddresses_areForTheUserAlone(String address) throws Exception {
        for (PeerPolicy policy : new PeerPolicy[] {
            of("8.8.8.8"),
            of("10.0.0.1"),
            of("127.0.0.1"),
            of("169.254.1.1"),
            new PeerPolicy(Set.of(), Own.CODE, Set.of())
        }) {
            assertThat(isAllowed(policy, address)).isFalse();
        }
        check(new PeerPolicy(Set.of(), Own.ELSEWHERE, Set.of("http://named.example")), address);
        check(of("named.example"), address);
    }

    @Test
    void programOfThisProcess_mayNameWhatItCanReachItself() throws Exception {
        check(new PeerPolicy(Set.of(), Own.CODE, Set.of()), "10.0.0.1");
        check(new PeerPolicy(Set.of(), Own.CODE, Set.of()), "127.0.0.1");
        check(new PeerPolicy(Set.of(), Own.SOCKETS, Set.of()), "127.0.0.1");
        assertThat(isAllowed(new PeerPolicy(Set.of(), Own.SOCKETS, Set.of()), "10.0.0.1"))
                .isFalse();
    }

    @Test
    void listedServer_isOneOfItsSchemeAndPort() {
        var policy = new PeerPolicy(Set.of("8.8.8.8"), Own.ELSEWHERE, Set.of("http://[fd12::1]:80", "tcp://b"));
        assertThatCode(() -> policy.check("http", "fd12::1", at("fd12::1", 80))).doesNotThrowAnyException();
        assertThatCode(() -> policy.check("tcp", "B", at("10.0.0.1", 9))).doesNotThrowAnyException();
        assertThatThrownBy(() -> policy.check("http", "fd12::1", at("fd12::1", 81)))
                .hasMessageContaining("option 'peerHosts'");
        assertThatThrownBy(() -> policy.check("http", "b", at("10.0.0.1", 9))).hasMessageContaining("10.0.0.1");
    }

    private static InetSocketAddress at(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    private static boolean isAllowed(PeerPolicy policy, String address) {
        try {
            check(policy, address);
            return true;
        } catch (dev.vgi.VgiException e) {
            return false;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
