import { SecurityCenterSubscriptionPricing } from '@cdktf/provider-azurerm/lib/security-center-subscription-pricing';
import type { Construct } from 'constructs';

/**
 * Microsoft Defender for Containers, bought for the subscription: images in registries are scanned and nodes watched.
 * Without it the sensor that every cluster has reports to nobody.
 */
export class DefenderPlan extends SecurityCenterSubscriptionPricing {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      resourceType: 'Containers',
      tier: 'Standard',
      extension: [
        { name: 'ContainerRegistriesVulnerabilityAssessments' },
        { name: 'AgentlessDiscoveryForKubernetes' },
        { name: 'ContainerSensor' },
      ],
      // A plan that was bought for one fleet may by then protect another.
      lifecycle: { preventDestroy: true },
    });
  }
}
