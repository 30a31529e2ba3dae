package fetch

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"fleetkeep.dev/engine/internal/protocol"
)

const mostRedirects = 5

// client asks for one artifact.
type client struct {
	address *url.URL
	params  protocol.FetchParams
	http    *http.Client
}

func newClient(address *url.URL, params protocol.FetchParams) *client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 15 * time.Second, Control: refuseLinkLocal}).DialContext,
		TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: 60 * time.Second, MaxIdleConnsPerHost: 4,
		IdleConnTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
	}
	c := &client{address: address, params: params}
	c.http = &http.Client{
		Transport: guard{transport, c},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > mostRedirects {
				return errorf("%s redirects on and on", shown(address))
			}
			return nil
		},
	}
	return c
}

// refuseLinkLocal keeps a name from leading to what only the machine itself may ask: a cloud's metadata service.
func refuseLinkLocal(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
		return errorf("%s is no address that is fetched from", host)
	}
	return nil
}

// guard lets no request leave but to what was allowed, whoever makes it: a redirect, an index, or a registry that names
// where its tokens are.
type guard struct {
	next   http.RoundTripper
	client *client
}

func (g guard) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := g.client.check(request.URL); err != nil {
		return nil, err
	}
	if request.Response != nil && request.URL.Host != g.client.address.Host {
		// What opened the first host is not for the one that it sends to. net/http keeps it for hosts below the first one.
		request = request.Clone(request.Context())
		request.Header.Del("Authorization")
		request.Header.Del("Cookie")
	}
	return g.next.RoundTrip(request)
}

// check tells whether an address may be asked.
func (c *client) check(target *url.URL) error {
	if target.Scheme != "https" && !(target.Scheme == "http" && isThisMachine(target.Hostname())) {
		return errorf("%s leads to %s://%s, which is not fetched: only https is", shown(c.address), target.Scheme, target.Host)
	}
	registry := c.address.Scheme == "oci"
	host := strings.ToLower(target.Host)
	switch {
	case registry && (host == strings.ToLower(c.address.Host) || isDockerHub(host) && isDockerHub(c.address.Host)):
		return nil
	case c.allows(host, target.Path):
		return nil
	case registry && slices.ContainsFunc(c.params.Follow, func(pattern string) bool { return fits(pattern, host) }):
		return nil
	}
	return errorf("%s leads to %s, which may not be asked: allow it by --fetch %s", shown(c.address), host, host)
}

func isDockerHub(host string) bool {
	return host == "docker.io" || host == "registry-1.docker.io" || host == "index.docker.io"
}

// allows tells whether what is allowed covers a path of a host.
func (c *client) allows(host, location string) bool {
	parts := strings.FieldsFunc(location, func(r rune) bool { return r == '/' })
	if slices.Contains(parts, "..") {
		return false
	}
	address := strings.Join(append([]string{host}, parts...), "/")
	return slices.ContainsFunc(c.params.Allowed, func(prefix string) bool {
		return address == prefix || strings.HasPrefix(address, prefix+"/")
	})
}

func fits(pattern, host string) bool {
	if end, below := strings.CutPrefix(pattern, "*"); below {
		return strings.HasSuffix(host, end)
	}
	return pattern == host
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// get reads what is at an address, with the credentials where that is the source's own host.
func (c *client) get(ctx context.Context, target *url.URL, most int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "fleetkeep")
	if c.params.Username != "" && target.Host == c.address.Host && target.Scheme == c.address.Scheme {
		request.SetBasicAuth(c.params.Username, c.params.Password)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, errorf("%s answers %s", shown(target), said(response.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, errorf("%s is more than the %d MiB that are read", shown(target), most>>20)
	}
	return data, nil
}

// said is a status with what can be done about it.
func said(status int) string {
	text := fmt.Sprintf("%d %s", status, http.StatusText(status))
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		text += ": log in to it, as docker login or helm registry login do, or name a variable that holds USER:PASSWORD by --fetch-credentials HOST=VARIABLE"
	}
	return text
}
